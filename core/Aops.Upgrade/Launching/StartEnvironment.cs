using Aops.Native.Processes;

namespace Aops.Upgrade.Launching;

/// <summary>
/// The environment a half starts with: what tells it of the host, and nothing of whoever happened to start it
/// (NOTIFY_SOCKET and the like belong to one process only).
/// </summary>
public static class StartEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly string[] Kept =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "LD_PRELOAD",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF",
        "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    ];

    private static readonly string[] RetainedPrefixes = ["LC_", "DOTNET_"];

    // What systemd gave to this one process (systemd.exec(5)): its next image goes on with it.
    private static readonly string[] OfProcess =
        ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "INVOCATION_ID", "JOURNAL_STREAM"];

    /// <summary>What is kept of this process's environment for another process.</summary>
    public static Dictionary<string, string> Clean() => Clean(ProcessImage.CurrentEnvironment());

    /// <summary>What is kept for the next image of this process.</summary>
    public static Dictionary<string, string> ForNextImage() => ForNextImage(ProcessImage.CurrentEnvironment());

    /// <summary>What is kept of an environment for the next image of the process that has it.</summary>
    /// <param name="variables">All variables.</param>
    public static Dictionary<string, string> ForNextImage(IReadOnlyDictionary<string, string> variables)
    {
        var kept = Clean(variables);
        foreach (var name in OfProcess)
        {
            if (variables.TryGetValue(name, out var value)) kept[name] = value;
        }
        return kept;
    }

    /// <summary>What is kept of an environment for another process.</summary>
    /// <param name="variables">All variables.</param>
    public static Dictionary<string, string> Clean(IReadOnlyDictionary<string, string> variables)
    {
        var kept = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
        {
            if (Array.IndexOf(Kept, name) >= 0
                || Array.Exists(RetainedPrefixes, p => name.StartsWith(p, StringComparison.Ordinal)))
            {
                kept[name] = value;
            }
        }
        kept.TryAdd("PATH", DefaultPath);
        return kept;
    }
}
