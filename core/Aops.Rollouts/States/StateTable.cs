namespace Aops.Rollouts.States;

/// <summary>
/// The allowed transitions of one state machine, as data: the reconciler follows it, pages and tests draw from it.
/// </summary>
/// <typeparam name="TState">The states.</typeparam>
/// <typeparam name="TTrigger">What leads from one to the next.</typeparam>
public sealed class StateTable<TState, TTrigger>
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    private readonly Dictionary<(TState, TTrigger), TState> _next = [];

    /// <summary>Makes a table.</summary>
    /// <param name="rows">Trigger, the state that it leads to, and the states from which it does.</param>
    /// <exception cref="ArgumentException">A trigger leads from one state to two.</exception>
    public StateTable(IReadOnlyList<(TTrigger Trigger, TState To, TState[] From)> rows)
    {
        foreach (var (trigger, to, from) in rows)
        {
            foreach (var state in from)
            {
                if (!_next.TryAdd((state, trigger), to))
                    throw new ArgumentException($"{trigger} leads from {state} to two states", nameof(rows));
            }
        }
    }

    /// <summary>Every transition.</summary>
    public IEnumerable<(TState From, TTrigger Trigger, TState To)> Transitions =>
        _next.Select(entry => (entry.Key.Item1, entry.Key.Item2, entry.Value));

    /// <summary>The next state; null where the trigger has no meaning in the state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="trigger">The trigger.</param>
    public TState? Find(TState state, TTrigger trigger) =>
        _next.TryGetValue((state, trigger), out var next) ? next : null;

    /// <summary>Whether a trigger has a meaning in a state.</summary>
    public bool Allows(TState state, TTrigger trigger) => _next.ContainsKey((state, trigger));

    /// <summary>The next state.</summary>
    /// <exception cref="InvalidOperationException">The trigger has no meaning in the state.</exception>
    public TState Next(TState state, TTrigger trigger) => Find(state, trigger)
        ?? throw new InvalidOperationException($"{trigger} has no meaning in {state}");
}
