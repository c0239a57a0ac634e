namespace Aops.Tidy.Tests;

/// <summary>
/// Which project may reference which. Arrows point from programs to core/, and within core/ from the upper
/// libraries to contracts and native calls at the ground. A new project, or a new arrow, is entered here by hand:
/// that is the moment to think about it.
/// </summary>
internal static class ArrowTable
{
    private static readonly string[] Ground = ["Aops.Contracts", "Aops.Native"];

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Aops.Contracts"] = [],
        ["Aops.Native"] = [],
        ["Aops.Ipc"] = Ground,
        ["Aops.Hosting"] = Ground,
        ["Aops.Releases"] = Ground,
        ["Aops.Supervision"] = [.. Ground, "Aops.Systemd"],
        ["Aops.Upgrade"] = Ground,
        ["Aops.Systemd"] = Ground,
        // The language in which hosts are chosen; the console's completion and a command line read its table of fields.
        ["Aops.Query"] = ["Aops.Contracts"],
        ["Aops.Pair"] = [.. Ground, "Aops.Ipc", "Aops.Upgrade", "Aops.Systemd"],

        ["Aops.Spm"] =
        [
            .. Ground, "Aops.Ipc", "Aops.Hosting", "Aops.Releases", "Aops.Supervision", "Aops.Upgrade", "Aops.Pair",
            "Aops.Systemd",
        ],
        ["Aops.Spa"] = [.. Ground, "Aops.Ipc", "Aops.Hosting", "Aops.Upgrade", "Aops.Pair", "Aops.Systemd"],
        ["Aops.Launch"] = [.. Ground, "Aops.Supervision", "Aops.Upgrade"],
        ["Aops.AgentService"] =
        [
            .. Ground, "Aops.Ipc", "Aops.Hosting", "Aops.Releases", "Aops.Upgrade", "Aops.Systemd",
        ],

        ["Aops.SubAgentSdk"] = [],
        ["Aops.HostMetrics"] = [.. Ground, "Aops.SubAgentSdk"],

        // The server supervises nothing and speaks on no local socket.
        ["Aops.Server"] = [.. Ground, "Aops.Hosting", "Aops.Releases", "Aops.Query"],
        ["Aops.Cli"] = [.. Ground, "Aops.Hosting"],
        // Its tests speak to a real server in their own process.
        ["Aops.Cli.Tests"] =
        [
            .. Ground, "Aops.Cli", "Aops.Server", "Aops.Query", "Aops.RepositorySimulator",
        ],
        ["Aops.ReleaseTool"] = [.. Ground, "Aops.Releases"],
        ["Aops.Tuf"] = [.. Ground, "Aops.Releases"],

        ["Aops.BrokenSpm"] = Ground,
        ["Aops.Harness"] = [.. Ground, "Aops.Ipc"],
        ["Aops.Build.Tests"] = ["Aops.Harness"],
        ["Aops.Demo"] = [.. Ground, "Aops.Harness"],
        ["Aops.Chaos"] = [.. Ground, "Aops.Harness"],
        // It reads what every program reads.
        ["Aops.Fuzz"] =
        [
            "Aops.Contracts", "Aops.Hosting", "Aops.Ipc", "Aops.Releases", "Aops.Supervision", "Aops.Upgrade", "Aops.Server",
            "Aops.Spm",
            "Aops.RepositorySimulator",
        ],
        ["Aops.RepositorySimulator"] = ["Aops.Releases"],
        ["Aops.Releases.Tests"] = [.. Ground, "Aops.Releases", "Aops.RepositorySimulator"],
        ["Aops.Server.Postgres.Tests"] =
        [
            .. Ground, "Aops.Server", "Aops.Hosting", "Aops.Query", "Aops.RepositorySimulator",
        ],
        ["Aops.Server.Tests"] =
        [
            .. Ground, "Aops.Server", "Aops.Hosting", "Aops.Query", "Aops.RepositorySimulator",
        ],
        ["Aops.Swarm"] = ["Aops.Contracts"],
        ["Aops.Integration.Tests"] = [.. Ground, "Aops.Harness", "Aops.Sweep", "Aops.Chaos", "Aops.Swarm"],
        ["Aops.Tuf.Tests"] = ["Aops.Contracts", "Aops.Harness", "Aops.RepositorySimulator"],
        ["Aops.Booted.Tests"] = [.. Ground, "Aops.Systemd", "Aops.Harness"],
        ["Aops.Bench"] = [.. Ground, "Aops.Harness", "Aops.Swarm"],
        ["Aops.Floor"] = ["Aops.Contracts"],
        // It compares slots with their manifests, and asks for the launcher's choice, as the suite itself does.
        ["Aops.Sweep"] = [.. Ground, "Aops.Releases", "Aops.Upgrade", "Aops.Launch", "Aops.Harness"],
        ["Aops.Supervision.Bench"] = [.. Ground, "Aops.Supervision"],
        // The bench program lends the tests a process that sets up a child.
        ["Aops.Supervision.Tests"] = [.. Ground, "Aops.Supervision", "Aops.Supervision.Bench"],
    };

    /// <summary>What a project may reference; unit tests: what they test, and its arrows.</summary>
    /// <param name="project">Name of the project.</param>
    /// <returns>The names, or null for a project that is not in the table.</returns>
    public static IReadOnlyCollection<string>? Of(string project)
    {
        if (Allowed.TryGetValue(project, out var arrows)) return arrows;
        const string tests = ".Tests";
        if (!project.EndsWith(tests, StringComparison.Ordinal)) return null;
        var tested = project[..^tests.Length];
        if (tested == "Aops.Tidy") return [];
        return Allowed.TryGetValue(tested, out arrows) ? [tested, .. arrows] : null;
    }
}
