using System.Diagnostics;
using Aops.Native.Files;

namespace Aops.Chaos;

/// <summary>File systems that are mounted below, or over, folders of the suite. Root only.</summary>
internal static class MountFaults
{
    private static readonly TimeSpan MountedFor = TimeSpan.FromSeconds(1.5);

    public static IEnumerable<Fault> All =>
    [
        new("mount below state", 8, (world, random) => Mount(world, Below(world, random))),
        new("mount over state", 4, (world, random) => Mount(world, Over(world, random))),
    ];

    private static string Below(ChaosWorld world, Random random) => Path.Combine(
        world.Agent.Layout.SubAgent(world.SubAgents[random.Next(world.SubAgents.Count)].Name), "data", "mounted");

    private static string Over(ChaosWorld world, Random random) =>
        random.Next(2) == 0 ? world.Agent.Layout.Tuf : world.Agent.Layout.Packages;

    private static string? Mount(ChaosWorld world, string folder)
    {
        const string name = "mount";
        if (!world.HasOwnDisk || world.Undo.Has(name)) return null;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (IOException)
        {
            return null;
        }
        if (!Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder)) return null;
        var foreign = Path.Combine(folder, "foreign");
        File.WriteAllText(foreign, "of somebody else");
        world.Undo.After(MountedFor, name, () =>
        {
            var isKept = File.Exists(foreign);
            Run("umount", "-l", folder);
            if (Path.GetFileName(folder) == "mounted") FileTree.RemoveIfEmpty(folder);
            if (!isKept) world.Loss ??= $"{foreign} is gone: the suite removed what lies behind a mount";
        });
        return folder;
    }

    private static bool Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
