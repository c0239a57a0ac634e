using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Settings;

/// <summary>
/// Every key of conf.yml; the parser, the template of a new conf.yml and a test of the documentation use this
/// table.
/// </summary>
public static class SettingKeys
{
    private const int HostNameCharsMax = 253;
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    /// <summary>The keys, in the order in which they are documented.</summary>
    public static IReadOnlyList<SettingKey> All { get; } =
    [
        new("heartbeatSrv", "", "an https:// address without a path",
            "The server that this host reports to.",
            (s, text) => TryServer(text) is { } uri ? s with { HeartbeatServer = uri } : null, FromServer: null),
        new("proxy", "environment", "environment, none, or an http:// address without a path",
            "The proxy to the server; 'environment' is what HTTPS_PROXY and NO_PROXY say where the agent was started.",
            (s, text) => ServerProxy.IsValid(text) ? s with { Proxy = text } : null, FromServer: null),
        new("hostName", "", $"a name of at most {HostNameCharsMax} letters, digits, '.', '-' and '_', or empty for the machine's own",
            "Name under which this host is listed, for instance its full name where short ones are not unique.",
            (s, text) => text.Length == 0 ? s with { HostName = null }
                : IsHostName(text) ? s with { HostName = text } : null, FromServer: null),
        new("runs", "signed", "none, signed or any",
            "What a server may have run here: nothing; signed runbooks and commands; or any command.",
            (s, text) => TryPolicy(text) is { } policy ? s with { Runs = policy } : null, FromServer: null),
        Duration("heartbeatInterval", "30s", 1, 3600,
            "Time between two heartbeats. An order of the server arrives at once all the same.",
            (s, value) => s with { HeartbeatInterval = value }, Times(1, 900)),
        Size("spmMaxMem", "256MiB", 32 * MiB, 65_536 * MiB,
            "Resident memory at which aops-spm restarts in place; sub-agents keep running.",
            (s, value) => s with { SpmMemoryMaxBytes = value }, Sizes(128 * MiB, 65_536 * MiB)),
        Size("spaMaxMem", "128MiB", 16 * MiB, 65_536 * MiB,
            "Resident memory at which aops-spa restarts in place.",
            (s, value) => s with { SpaMemoryMaxBytes = value }, Sizes(64 * MiB, 65_536 * MiB)),
        Duration("downloadTimeout", "30s", 1, 3600,
            "If a download receives no data for this time, it reconnects and continues.",
            (s, value) => s with { DownloadTimeout = value }, Times(5, 600)),
        Size("downloadMaxRate", "0", 0, 1_048_576 * MiB,
            "Download limit per second; 0 for none.",
            (s, value) => s with { DownloadBytesPerSecondMax = value }, Rate(64 * KiB, 1_048_576 * MiB)),
        new("mirrors", "signed", $"signed, none, or up to {MirrorLimits.CountMax} https:// or http:// addresses with spaces between them",
            "Copies of the repository from which packages are fetched, the preferred one first; signed: those of fleet/mirrors.json.",
            (s, text) => IsMirrors(text) ? s with { Mirrors = text } : null, FromServer: null),
        Duration("pingInterval", "5s", 0.1, 300,
            "Time between two pings of the pair.",
            (s, value) => s with { PingInterval = value }, Times(0.5, 60)),
        Duration("pingTimeout", "15s", 0.3, 900,
            "Silence after which one of the pair counts as hung and is killed and restarted; more than pingInterval.",
            (s, value) => s with { PingTimeout = value }, Times(2, 300)),
        Duration("trialPeriod", "30s", 0.5, 86_400,
            "How long a new version must be healthy before it is committed.",
            (s, value) => s with { TrialPeriod = value }, Times(1, 3600)),
        Duration("trialDeadline", "5m", 5, 172_800,
            "How long a new version may take until then; after that it is rolled back.",
            (s, value) => s with { TrialDeadline = value }, Times(30, 21_600)),
        Duration("integrityInterval", "10m", 1, 86_400,
            "Time between two full checks of the installed files against their manifest.",
            (s, value) => s with { IntegrityInterval = value }, Times(10, 86_400)),
        new("metricsPort", "0", "a port from 1 to 65535, or 0 for none",
            "Port of 127.0.0.1 on which aops-spm serves metrics for Prometheus, at /metrics.",
            (s, text) => TryPort(text) is { } port ? s with { MetricsPort = port } : null,
            new("a port from 1024 to 65535, or 0 for none", text => TryPort(text) is 0 or >= 1024)),
        new("logLevel", "info", "debug, info, warning or error",
            "Lowest level that is written to var/log/aops.",
            (s, text) => TryLevel(text) is { } level ? s with { LogLevel = level } : null,
            new("debug, info or warning", text => TryLevel(text) is <= LogLevel.Warning)),
    ];

    /// <summary>Finds a key by its name, case-sensitively; null if there is none.</summary>
    public static SettingKey? Find(string name) => All.FirstOrDefault(key => key.Name == name);

    /// <summary>Why a server may not set a key to a value; null if it may.</summary>
    /// <param name="name">The key.</param>
    /// <param name="text">The value in its written form.</param>
    public static string? FaultFromServer(string name, string? text)
    {
        var shown = ShownText.Of(name);
        if (Find(name) is not { } key)
            return $"'{shown}' is not a setting; known are {string.Join(", ", All.Select(k => k.Name))}";
        if (key.FromServer is not { } rule) return $"{name}: is set on the host alone, in conf.yml; no server may set it";
        return text is { Length: <= Limits.TextCharsMax } && rule.Holds(text) && key.Apply(new(), text) is not null
            ? null
            : $"{name}: '{ShownText.Of(text ?? "null")}' is not {rule.Allowed}";
    }

    /// <summary>Whether a text can be the name of a host.</summary>
    public static bool IsHostName(string text) =>
        text.Length is > 0 and <= HostNameCharsMax && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static SettingKey Duration(
        string name, string standard, double secondsMin, double secondsMax, string meaning,
        Func<AgentSettings, TimeSpan, AgentSettings> set, ServerRule fromServer)
    {
        var (min, max) = (TimeSpan.FromSeconds(secondsMin), TimeSpan.FromSeconds(secondsMax));
        var allowed = $"a time from {Quantity.Format(min)} to {Quantity.Format(max)}, such as 500ms, 10s, 5m or 1h";
        return new(name, standard, allowed, meaning, (s, text) =>
            Quantity.TryDuration(text) is { } value && value >= min && value <= max ? set(s, value) : null, fromServer);
    }

    private static SettingKey Size(
        string name, string standard, long min, long max, string meaning,
        Func<AgentSettings, long, AgentSettings> set, ServerRule fromServer)
    {
        var allowed = $"a size from {Quantity.Format(min)} to {Quantity.Format(max)}, such as 64MiB or 1GiB";
        return new(name, standard, allowed, meaning, (s, text) =>
            Quantity.TrySize(text) is { } value && value >= min && value <= max ? set(s, value) : null, fromServer);
    }

    private static ServerRule Times(double secondsMin, double secondsMax)
    {
        var (min, max) = (TimeSpan.FromSeconds(secondsMin), TimeSpan.FromSeconds(secondsMax));
        return new($"a time from {Quantity.Format(min)} to {Quantity.Format(max)}",
            text => Quantity.TryDuration(text) is { } value && value >= min && value <= max);
    }

    private static ServerRule Sizes(long min, long max) =>
        new($"a size from {Quantity.Format(min)} to {Quantity.Format(max)}",
            text => Quantity.TrySize(text) is { } value && value >= min && value <= max);

    private static ServerRule Rate(long min, long max) =>
        new($"0, or a size from {Quantity.Format(min)} to {Quantity.Format(max)}",
            text => Quantity.TrySize(text) is { } value && (value == 0 || (value >= min && value <= max)));

    private static Uri? TryServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
        && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.UserInfo.Length == 0
            ? uri
            : null;

    private static int? TryPort(string text) =>
        ushort.TryParse(text, System.Globalization.NumberStyles.None, null, out var port) ? port : null;

    private static RunPolicy? TryPolicy(string text) => text switch
    {
        "none" => RunPolicy.None,
        "signed" => RunPolicy.Signed,
        "any" => RunPolicy.Any,
        _ => null,
    };

    private static bool IsMirrors(string text) =>
        text is AgentSettings.SignedMirrors or AgentSettings.NoMirrors
        || MirrorAddress.ParseList(text) is { Count: > 0 };

    private static LogLevel? TryLevel(string text) => text switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => null,
    };
}
