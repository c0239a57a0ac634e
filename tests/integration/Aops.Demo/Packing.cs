using Aops.Harness;

namespace Aops.Demo;

/// <summary>What <c>./build.sh pack</c> does: unsigned packages of the agent and of the sub-agents.</summary>
internal static class Packing
{
    private const string BestLevel = "19";
    private const string QuickLevel = "1";

    /// <summary>Packs.</summary>
    /// <param name="version">A published version.</param>
    /// <param name="output">Folder of the packages.</param>
    /// <param name="isSeed">
    /// Packs only the agent, with fast compression, since it is unpacked again. The manifest is the same.
    /// </param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string version, string output, bool isSeed, CancellationToken cancellationToken)
    {
        using var root = new TempRoot("pack");
        var programs = PublishedPrograms.Find();
        var stage = new PackageStage(programs, root.Folder("stage"));
        var workshop = new ReleaseWorkshop(programs, root.Folder("publisher"), version);
        Directory.CreateDirectory(output);
        Tell(await workshop.PackAsync(stage.Agent(version), "agent", "aops-agent", version, output, cancellationToken,
            isSeed ? QuickLevel : BestLevel));
        if (isSeed) return 0;
        Tell(await workshop.PackAsync(stage.HostMetrics(version, version), "subagent", Fleet.OwnSubAgent, version,
            output, cancellationToken, BestLevel));
        return 0;
    }

    private static void Tell(string package) =>
        Console.WriteLine($"{package} ({new FileInfo(package).Length / 1024} KiB)");
}
