using Aops.Harness;

namespace Aops.Demo;

/// <summary>What <c>./build.sh pack</c> does: unsigned packages of the agent and of the sub-agents.</summary>
internal static class Packing
{
    private const string BestLevel = "19";
    private const string QuickLevel = "1";

    /// <summary>Packs.</summary>
    /// <param name="version">A published version.</param>
    /// <param name="arguments">
    /// Folder of the packages, and their processor. A seed is the agent alone, with fast compression, since it is unpacked
    /// again; the manifest is the same.
    /// </param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string version, DemoArguments arguments, CancellationToken cancellationToken)
    {
        using var root = new TempRoot("pack");
        var programs = PublishedPrograms.Find();
        var stage = new PackageStage(programs.For(arguments.Architecture), root.Folder("stage"));
        // The tool is that of this machine, whatever processor the packages are for.
        var workshop = new ReleaseWorkshop(programs, root.Folder("publisher"), version)
        {
            Architecture = arguments.Architecture,
        };
        Directory.CreateDirectory(arguments.Output);
        Tell(await workshop.PackAsync(stage.Agent(version), "agent", "aops-agent", version, arguments.Output, cancellationToken,
            arguments.IsSeed ? QuickLevel : BestLevel));
        if (arguments.IsSeed) return 0;
        Tell(await workshop.PackAsync(stage.HostMetrics(version, version), "subagent", Fleet.OwnSubAgent, version,
            arguments.Output, cancellationToken, BestLevel));
        Tell(await workshop.PackAsync(stage.LogTail(version, configuration: null, version), "subagent", "log-tail", version,
            arguments.Output, cancellationToken, BestLevel));
        return 0;
    }

    private static void Tell(string package) =>
        Console.WriteLine($"{package} ({new FileInfo(package).Length / 1024} KiB)");
}
