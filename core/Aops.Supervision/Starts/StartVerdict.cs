using Aops.Specification;

namespace Aops.Supervision.Starts;

/// <summary>Whether a sub-agent may start, as far as its dependencies decide it.</summary>
internal readonly record struct StartVerdict
{
    private readonly bool _waits;

    private StartVerdict(bool waits, string? fault)
    {
        _waits = waits;
        Fault = fault;
    }

    /// <summary>It may: it depends on nothing, or all that it depends on is ready. The default value.</summary>
    public static StartVerdict Now => default;

    /// <summary>Not yet: something that it depends on is not ready.</summary>
    public static StartVerdict Later => new(waits: true, null);

    /// <summary>The verdict for a member of a dependency cycle: never; <see cref="Now"/> if there is no cycle.</summary>
    /// <param name="cycle">The cycle, as <see cref="DependencyGraph.CycleThrough"/> returns it.</param>
    public static StartVerdict InCycle(IReadOnlyList<string> cycle) => cycle.Count == 0
        ? Now
        : new(waits: true,
            $"depends on itself: {DependencyGraph.Describe(cycle)}; " +
            "no start until one of these depends no longer on the next");

    /// <summary>Whether it may start.</summary>
    public bool MayStart => !_waits;

    /// <summary>Whether it is in a dependency cycle.</summary>
    public bool IsCyclic => Fault is not null;

    /// <summary>The cycle and what ends it; null outside of cycles.</summary>
    public string? Fault { get; }
}
