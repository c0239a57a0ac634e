namespace Aops.Server.Runs.Steps;

/// <summary>What follows from the facts.</summary>
internal sealed record RunStep
{
    /// <summary>The state afterwards.</summary>
    public required RunState State { get; init; }

    /// <summary>Why, where the state is another one; null else.</summary>
    public string? Why { get; init; }

    /// <summary>Whether every host has ended.</summary>
    public required bool IsOver { get; init; }

    /// <summary>Hosts that go to another phase.</summary>
    public required IReadOnlyList<RunMove> Moves { get; init; }

    /// <summary>The phase that every host gets which is queued after the moves, and why; null where they stay.</summary>
    public (string Phase, string Reason)? QueuedTo { get; init; }

    /// <summary>Whether anything changes.</summary>
    public bool HasNews(RunState before) => Moves.Count > 0 || QueuedTo is not null || IsOver || State != before;
}
