namespace Aops.Tidy.Tests;

/// <summary>
/// Which project may reference which. Arrows point from programs to core/, and within core/ from the upper
/// libraries to contracts and native calls at the ground. A new project, or a new arrow, is entered here by hand:
/// that is the moment to think about it.
/// </summary>
internal static class ArrowTable
{
    private static readonly string[] Ground = ["Aops.Contracts", "Aops.Native"];

    // What a program of a host, and a tool that makes or reads its files, stands on.
    private static readonly string[] Host = [.. Ground, "Aops.Layout"];

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Aops.Contracts"] = [],
        ["Aops.Native"] = [],
        // What the command lines of programs have in common.
        ["Aops.CommandLine"] = ["Aops.Contracts"],
        // Its tests run the programs as processes.
        ["Aops.CommandLine.Tests"] =
        [
            "Aops.CommandLine", "Aops.AgentService", "Aops.Launch", "Aops.Cli", "Aops.ReleaseTool", "Aops.Server", "Aops.Spa",
            "Aops.Spm", "Aops.HostMetrics", "Aops.LogTail",
        ],
        ["Aops.Layout"] = Ground,
        ["Aops.Specification"] = ["Aops.Contracts"],
        ["Aops.Ipc"] = Host,
        ["Aops.Hosting"] = Host,
        // What a runbook and a command may be is what a specification may be.
        ["Aops.Releases"] = [.. Host, "Aops.Specification"],
        ["Aops.Supervision"] = [.. Host, "Aops.Specification", "Aops.Systemd"],
        ["Aops.Upgrade"] = Host,
        ["Aops.Systemd"] = Host,
        // The language in which hosts are chosen; the console's completion and a command line read its table of fields.
        ["Aops.Query"] = ["Aops.Contracts"],
        // A key orders versions as the suite does.
        ["Aops.Query.Tests"] = ["Aops.Layout", "Aops.Query"],
        // How a change goes from host to host; it asks for a name of a state alone.
        ["Aops.Rollouts"] = ["Aops.Contracts"],
        ["Aops.Runs"] = Host,
        ["Aops.Pair"] = [.. Host, "Aops.Ipc", "Aops.Upgrade", "Aops.Systemd"],

        ["Aops.Spm"] =
        [
            .. Host, "Aops.Ipc", "Aops.Hosting", "Aops.Releases", "Aops.Specification", "Aops.Supervision",
            "Aops.Upgrade", "Aops.Pair", "Aops.Systemd", "Aops.Runs",
        ],
        // Its tests verify orders by a repository.
        ["Aops.Spm.Tests"] =
        [
            .. Host, "Aops.Spm", "Aops.Ipc", "Aops.Hosting", "Aops.Releases", "Aops.Supervision", "Aops.Upgrade",
            "Aops.Pair", "Aops.Systemd", "Aops.Runs", "Aops.Launch", "Aops.RepositorySimulator",
        ],
        ["Aops.Spa"] = [.. Host, "Aops.Ipc", "Aops.Hosting", "Aops.Upgrade", "Aops.Pair", "Aops.Systemd"],
        ["Aops.Launch"] = [.. Host, "Aops.Supervision", "Aops.Upgrade", "Aops.Runs"],
        ["Aops.AgentService"] =
        [
            .. Host, "Aops.CommandLine", "Aops.Ipc", "Aops.Hosting", "Aops.Releases", "Aops.Specification", "Aops.Upgrade",
            "Aops.Systemd",
        ],

        ["Aops.SubAgentSdk"] = [],
        ["Aops.HostMetrics"] = [.. Host, "Aops.SubAgentSdk"],
        ["Aops.LogTail"] = [.. Host, "Aops.SubAgentSdk"],
        // Its specification is valid, as the packing tool would say.
        ["Aops.LogTail.Tests"] = ["Aops.Contracts", "Aops.LogTail", "Aops.Specification"],
        ["Aops.HostMetrics.Tests"] = ["Aops.Contracts", "Aops.HostMetrics", "Aops.Specification", "Aops.SubAgentSdk"],

        // The server supervises nothing and speaks on no local socket.
        ["Aops.Server"] =
        [
            // Of the upgrade it has the rule by which hosts refuse to go back.
            .. Host, "Aops.CommandLine", "Aops.Hosting", "Aops.Releases", "Aops.Specification", "Aops.Query", "Aops.Rollouts",
            "Aops.Upgrade",
        ],
        // It signs commands as hosts verify them.
        ["Aops.Cli"] = [.. Host, "Aops.CommandLine", "Aops.Hosting", "Aops.Releases"],
        // Its tests speak to a real server in their own process.
        ["Aops.Cli.Tests"] =
        [
            .. Ground, "Aops.Cli", "Aops.Releases", "Aops.Server", "Aops.Query", "Aops.RepositorySimulator",
        ],
        // The same, and a browser before it.
        ["Aops.Console.Tests"] =
            ["Aops.Contracts", "Aops.Server", "Aops.Query", "Aops.RepositorySimulator", "Aops.Harness", "Aops.Swarm"],
        ["Aops.ReleaseTool"] = [.. Host, "Aops.CommandLine", "Aops.Releases", "Aops.Specification"],
        ["Aops.Tuf"] = [.. Host, "Aops.Releases"],

        ["Aops.BrokenSpm"] = Host,
        ["Aops.Harness"] = [.. Host, "Aops.Hosting", "Aops.Ipc"],
        ["Aops.Build.Tests"] = ["Aops.Harness"],
        ["Aops.Demo"] = [.. Ground, "Aops.Harness", "Aops.Swarm"],
        ["Aops.Chaos"] = [.. Ground, "Aops.Harness"],
        // It reads what every program reads.
        ["Aops.Fuzz"] =
        [
            "Aops.Contracts", "Aops.Layout", "Aops.Hosting", "Aops.Ipc", "Aops.Releases", "Aops.Supervision",
            "Aops.Upgrade", "Aops.Server", "Aops.Spm", "Aops.RepositorySimulator",
        ],
        ["Aops.RepositorySimulator"] = ["Aops.Releases"],
        ["Aops.Releases.Tests"] = [.. Host, "Aops.Releases", "Aops.RepositorySimulator"],
        ["Aops.Server.Postgres.Tests"] =
        [
            .. Host, "Aops.Server", "Aops.Hosting", "Aops.Query", "Aops.RepositorySimulator",
        ],
        ["Aops.Server.Tests"] =
        [
            .. Host, "Aops.Server", "Aops.Hosting", "Aops.Query", "Aops.RepositorySimulator",
        ],
        ["Aops.Swarm"] = ["Aops.Contracts"],
        ["Aops.Integration.Tests"] = [.. Host, "Aops.Hosting", "Aops.Harness", "Aops.Sweep", "Aops.Chaos", "Aops.Swarm"],
        ["Aops.Tuf.Tests"] = ["Aops.Contracts", "Aops.Harness", "Aops.RepositorySimulator"],
        ["Aops.Booted.Tests"] = [.. Ground, "Aops.Systemd", "Aops.Harness"],
        ["Aops.Bench"] = [.. Host, "Aops.Harness", "Aops.Swarm"],
        ["Aops.Floor"] = ["Aops.Contracts"],
        // It compares slots with their manifests, and asks for the launcher's choice, as the suite itself does.
        ["Aops.Sweep"] = [.. Host, "Aops.Releases", "Aops.Upgrade", "Aops.Launch", "Aops.Harness"],
        ["Aops.Supervision.Bench"] = [.. Host, "Aops.Supervision"],
        // The bench program lends the tests a process that sets up a child.
        ["Aops.Supervision.Tests"] = [.. Host, "Aops.Supervision", "Aops.Supervision.Bench"],
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
