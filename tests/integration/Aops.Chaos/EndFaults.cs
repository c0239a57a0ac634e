using Aops.Harness;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Chaos;

/// <summary>Faults of the whole host: it freezes, or shuts down and boots.</summary>
internal static class EndFaults
{
    private const int FrozenMillisecondsMax = 1500;
    private const int GraceMillisecondsMax = 300;

    public static IEnumerable<Fault> All =>
    [
        new("freeze all", 10, Freeze),
        new("shut down and boot", 6, ShutDown),
    ];

    // All processes of the host are stopped and continued; the pause must not count against any of them.
    private static string? Freeze(ChaosWorld world, Random random)
    {
        var time = 50 + random.Next(FrozenMillisecondsMax);
        if (!world.IsCalm) return null;
        var all = ProcessesWithin.Find(world.Agent.Layout.Root);
        foreach (var process in all) Signals.TrySend(process, Signal.SIGSTOP);
        Thread.Sleep(time);
        foreach (var process in all) Signals.TrySend(process, Signal.SIGCONT);
        world.NoteDeathOfSubAgents();
        return $"{all.Count} processes for {time} ms";
    }

    // As at a shutdown: SIGTERM to all, SIGKILL to the rest, an empty /run, and a boot.
    private static string? ShutDown(ChaosWorld world, Random random)
    {
        var (grace, keepsRun) = (random.Next(GraceMillisecondsMax), random.Next(2) == 0);
        if (!world.IsCalm) return null;
        world.NoteDeathOfSubAgents();
        foreach (var process in ProcessesWithin.Find(world.Agent.Layout.Root)) Signals.TrySend(process, Signal.SIGTERM);
        Thread.Sleep(grace);
        ProcessesWithin.KillAll(world.Agent.Layout.Root);
        if (!keepsRun) FileTree.Delete(world.Agent.Layout.Run);
        world.Boot();
        return $"{grace} ms of grace, /run {(keepsRun ? "as it was" : "empty")}";
    }
}
