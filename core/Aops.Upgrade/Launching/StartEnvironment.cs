using Aops.Native.Processes;

namespace Aops.Upgrade.Launching;

/// <summary>
/// The environment of spm and spa: facts about the host, but nothing of their starter (NOTIFY_SOCKET and the like
/// belong to one process only).
/// </summary>
public static class StartEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly string[] Retained =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "LD_PRELOAD",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF",
        "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    ];

    private static readonly string[] RetainedPrefixes = ["LC_", "DOTNET_"];

    // What systemd gave to this one process (systemd.exec(5)): its next image goes on with it.
    private static readonly string[] OfProcess =
        ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "INVOCATION_ID", "JOURNAL_STREAM"];

    /// <summary>What is retained of this process's environment for another process.</summary>
    public static Dictionary<string, string> Clean() => Clean(ProcessImage.CurrentEnvironment());

    /// <summary>What is retained for the next image of this process.</summary>
    public static Dictionary<string, string> ForNextImage() => ForNextImage(ProcessImage.CurrentEnvironment());

    /// <summary>What is retained of an environment for the next image of the process that has it.</summary>
    /// <param name="variables">All variables.</param>
    public static Dictionary<string, string> ForNextImage(IReadOnlyDictionary<string, string> variables)
    {
        var retained = Clean(variables);
        foreach (var name in OfProcess)
        {
            if (variables.TryGetValue(name, out var value)) retained[name] = value;
        }
        return retained;
    }

    /// <summary>What is retained of an environment for another process.</summary>
    /// <param name="variables">All variables.</param>
    public static Dictionary<string, string> Clean(IReadOnlyDictionary<string, string> variables)
    {
        var retained = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
        {
            if (Array.IndexOf(Retained, name) >= 0
                || Array.Exists(RetainedPrefixes, p => name.StartsWith(p, StringComparison.Ordinal)))
            {
                retained[name] = value;
            }
        }
        retained.TryAdd("PATH", DefaultPath);
        return retained;
    }
}
