using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Chaos;

/// <summary>Faults of the sub-agents.</summary>
internal static class SubAgentFaults
{
    public static IEnumerable<Fault> All =>
    [
        new("kill sub-agent", 300, (world, random) => Hit(world, random, Signal.SIGKILL)),
        new("abort sub-agent", 60, (world, random) => Hit(world, random, Signal.SIGABRT)),
        new("terminate sub-agent", 60, (world, random) => Hit(world, random, Signal.SIGTERM)),
        new("stop sub-agent", 30, (world, random) => Hit(world, random, Signal.SIGSTOP)),
    ];

    private static string? Hit(ChaosWorld world, Random random, int signal)
    {
        var record = world.SubAgents[random.Next(world.SubAgents.Count)];
        if (world.ProcessesOf(record) is not [var process]) return null;
        record.See(process);
        if (!Signals.TrySend(process, signal)) return null;
        record.LethalFaults++;
        return $"{record.Name}, pid {process.Pid}";
    }
}
