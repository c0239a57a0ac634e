namespace Aops.Contracts.Wire.Runs;

/// <summary>Reply to <c>POST /api/agents/runs/{id}/output</c>.</summary>
public sealed record RunOutputReply
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>How far the server has the output; what is sent next begins here.</summary>
    public required long Offset { get; init; }

    /// <summary>Whether the run is to end.</summary>
    public bool IsCancelled { get; init; }
}
