using System.Text.RegularExpressions;

namespace Aops.Sweep.Power;

/// <summary>What is recorded beside each <see cref="Scenario"/>, and what each of them promises.</summary>
public static partial class PowerScenarios
{
    /// <summary>The installation into an empty root.</summary>
    public const string Install = "install";

    /// <summary>A server: its first start, a repository, a token, an agent.</summary>
    public const string Server = "server";

    /// <summary>A publisher's machine: keys, a repository, a package, and a folder that it is published into.</summary>
    public const string Publisher = "publisher";

    /// <summary>Names of all of these.</summary>
    public static IReadOnlyList<string> Names { get; } = [Install, Server, Publisher];

    private const string Journal = "var/lib/aops/journal.json";

    /// <summary>
    /// Paths of a host that a power cut does not affect: a tmpfs is empty afterwards, and logs decide
    /// nothing.
    /// </summary>
    /// <param name="path">A path below the root.</param>
    public static bool IsOutsideOfHost(string path) =>
        path.StartsWith("run/", StringComparison.Ordinal) || path.StartsWith("var/log/", StringComparison.Ordinal);

    /// <summary>Paths of a server's folder that SQLite answers for.</summary>
    /// <param name="path">A path below the folder.</param>
    public static bool IsOutsideOfServer(string path) => path.StartsWith("aops.db", StringComparison.Ordinal);

    /// <summary>A started program was named by the journal, which must therefore survive.</summary>
    public static Func<string, bool>? PromiseOfHost(DiskEvent call) =>
        call.Call == DiskCall.Execute && call.Path.StartsWith("opt/aops/releases/", StringComparison.Ordinal)
            ? path => path == Journal
            : null;

    /// <summary>An installer that has ended has reported that the host is installed.</summary>
    public static Func<string, bool>? PromiseOfInstall(DiskEvent call) =>
        call.Call == DiskCall.End ? path => InstalledFiles().IsMatch(path) : PromiseOfHost(call);

    [GeneratedRegex("^(etc/aops/(conf.yml|trust/[^/]*)|var/lib/aops/(journal|identity).json|opt/aops/(current|bin/[^/]*))$")]
    private static partial Regex InstalledFiles();
}
