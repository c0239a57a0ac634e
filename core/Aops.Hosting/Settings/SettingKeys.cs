using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Settings;

/// <summary>Every key of conf.yml: what the parser, the template of a new conf.yml and the documentation go by.</summary>
public static class SettingKeys
{
    private const long MiB = 1024 * 1024;

    /// <summary>The keys, in the order in which they are shown.</summary>
    public static IReadOnlyList<SettingKey> All { get; } =
    [
        new("heartbeatSrv", "", "an https:// address without a path",
            "The server that this host reports to.",
            (s, text) => TryServer(text) is { } uri ? s with { HeartbeatServer = uri } : null),
        new("proxy", "environment", "environment, none, or an http:// address without a path",
            "The proxy to the server; 'environment' is what HTTPS_PROXY and NO_PROXY say where the agent was started.",
            (s, text) => ServerProxy.IsValid(text) ? s with { Proxy = text } : null),
        Duration("heartbeatInterval", "30s", 1, 3600,
            "Time between two heartbeats. An order of the server arrives at once all the same.",
            (s, value) => s with { HeartbeatInterval = value }),
        Size("spmMaxMem", "256MiB", 32 * MiB, 65_536 * MiB,
            "Resident memory at which aops-spm starts anew in place; sub-agents go on.",
            (s, value) => s with { SpmMemoryMaxBytes = value }),
        Size("spaMaxMem", "128MiB", 16 * MiB, 65_536 * MiB,
            "Resident memory at which aops-spa starts anew in place.",
            (s, value) => s with { SpaMemoryMaxBytes = value }),
        Duration("downloadTimeout", "30s", 1, 3600,
            "Longest time that a download may bring nothing before it is resumed on a new connection.",
            (s, value) => s with { DownloadTimeout = value }),
        Size("downloadMaxRate", "0", 0, 1_048_576 * MiB,
            "Most that downloads take of the network, a second; 0 for no bound.",
            (s, value) => s with { DownloadBytesPerSecondMax = value }),
        Duration("pingInterval", "5s", 0.1, 300,
            "Time between two pings of the pair.",
            (s, value) => s with { PingInterval = value }),
        Duration("pingTimeout", "15s", 0.3, 900,
            "Silence after which one half calls the other hung, kills it and revives it; more than pingInterval.",
            (s, value) => s with { PingTimeout = value }),
        Duration("trialPeriod", "30s", 0.5, 86_400,
            "How long a new version must be healthy before it is committed.",
            (s, value) => s with { TrialPeriod = value }),
        Duration("trialDeadline", "5m", 5, 172_800,
            "How long a new version may take until then; after that it is rolled back.",
            (s, value) => s with { TrialDeadline = value }),
        Duration("integrityInterval", "10m", 1, 86_400,
            "Time between two full checks of the installed files against their manifest.",
            (s, value) => s with { IntegrityInterval = value }),
        new("metricsPort", "0", "a port from 1 to 65535, or 0 for none",
            "Port of 127.0.0.1 on which aops-spm serves metrics for Prometheus, at /metrics.",
            (s, text) => TryPort(text) is { } port ? s with { MetricsPort = port } : null),
        new("logLevel", "info", "debug, info, warning or error",
            "Least level that is written to var/log/aops.",
            (s, text) => TryLevel(text) is { } level ? s with { LogLevel = level } : null),
    ];

    /// <summary>The key of a name; null if there is none.</summary>
    /// <param name="name">The name; capitals count.</param>
    public static SettingKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    private static SettingKey Duration(
        string name, string standard, double secondsMin, double secondsMax, string meaning,
        Func<AgentSettings, TimeSpan, AgentSettings> set)
    {
        var (min, max) = (TimeSpan.FromSeconds(secondsMin), TimeSpan.FromSeconds(secondsMax));
        var allowed = $"a time from {Quantity.Format(min)} to {Quantity.Format(max)}, such as 500ms, 10s, 5m or 1h";
        return new(name, standard, allowed, meaning, (s, text) =>
            Quantity.TryDuration(text) is { } value && value >= min && value <= max ? set(s, value) : null);
    }

    private static SettingKey Size(
        string name, string standard, long min, long max, string meaning,
        Func<AgentSettings, long, AgentSettings> set)
    {
        var allowed = $"a size from {Quantity.Format(min)} to {Quantity.Format(max)}, such as 64MiB or 1GiB";
        return new(name, standard, allowed, meaning, (s, text) =>
            Quantity.TrySize(text) is { } value && value >= min && value <= max ? set(s, value) : null);
    }

    private static Uri? TryServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
        && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.UserInfo.Length == 0
            ? uri
            : null;

    private static int? TryPort(string text) =>
        ushort.TryParse(text, System.Globalization.NumberStyles.None, null, out var port) ? port : null;

    private static LogLevel? TryLevel(string text) => text switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => null,
    };
}
