using Aops.Harness;

namespace Aops.Demo;

/// <summary>What <c>./build.sh pack</c> does: unsigned packages of the agent and of the sub-agents.</summary>
internal static class Packing
{
    private const string BestLevel = "19";

    public static async Task<int> RunAsync(string version, string output, CancellationToken cancellation)
    {
        using var root = new TempRoot("pack");
        var programs = PublishedPrograms.Find();
        var stage = new PackageStage(programs, root.Folder("stage"));
        var workshop = new ReleaseWorkshop(programs, root.Folder("publisher"));
        Directory.CreateDirectory(output);
        foreach (var package in new[]
        {
            await workshop.PackAsync(stage.Agent(version), "agent", "aops-agent", version, output, cancellation,
                BestLevel),
            await workshop.PackAsync(
                stage.HostMetrics(version, version), "subagent", Fleet.OwnSubAgent, version, output, cancellation,
                BestLevel),
        })
        {
            Console.WriteLine($"{package} ({new FileInfo(package).Length / 1024} KiB)");
        }
        return 0;
    }
}
