using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Chaos;

/// <summary>Faults of the two members.</summary>
internal static class PairFaults
{
    private static readonly TimeSpan StarvedFor = TimeSpan.FromMilliseconds(400);

    public static IEnumerable<Fault> All =>
    [
        new("kill spm", 40, (world, _) => Send(world, Role.Spm, Signal.SIGKILL)),
        new("kill spa", 40, (world, _) => Send(world, Role.Spa, Signal.SIGKILL)),
        new("terminate spm", 10, (world, _) => Send(world, Role.Spm, Signal.SIGTERM)),
        new("terminate spa", 10, (world, _) => Send(world, Role.Spa, Signal.SIGTERM)),
        new("stop spm", 8, (world, _) => Send(world, Role.Spm, Signal.SIGSTOP)),
        new("stop spa", 8, (world, _) => Send(world, Role.Spa, Signal.SIGSTOP)),
        new("starve spm of descriptors", 8, (world, _) => Starve(world, Role.Spm)),
        new("starve spa of descriptors", 8, (world, _) => Starve(world, Role.Spa)),
    ];

    private static string? Send(ChaosWorld world, Role role, int signal)
    {
        if (world.Pair.MayHit(role) is not { } process) return null;
        if (!Signals.TrySend(process, signal)) return null;
        // Until its end was seen, it must not be relied on.
        world.Pair.Cripple(role, process);
        return $"pid {process.Pid}";
    }

    private static string? Starve(ChaosWorld world, Role role)
    {
        var name = $"descriptors of {role}";
        if (world.Undo.Has(name) || world.Pair.MayHit(role) is not { } process) return null;
        var open = OpenFiles.Count(process.Pid);
        if (open is null || !OpenFiles.TryLimit(process.Pid, open.Value)) return null;
        world.Pair.Cripple(role, process);
        world.Undo.After(StarvedFor, name, () =>
        {
            world.Pair.Restore(role);
            // The limit is inherited through exec and fork; a lock may be deleted just now.
            foreach (var member in new[] { Role.Spm, Role.Spa }.SelectMany(world.ProcessesOf))
                OpenFiles.TryLimit(member.Pid, OpenFiles.Usual);
        });
        return $"pid {process.Pid}, {open} are open";
    }
}
