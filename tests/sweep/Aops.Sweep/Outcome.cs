namespace Aops.Sweep;

/// <summary>Result of one point.</summary>
/// <param name="Group">The group that it is counted in.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Fault">The fault; null unless the host is a brick.</param>
public sealed record Outcome(string Group, string Name, Verdict Verdict, string? Fault = null)
{
    /// <summary>What it has in common with others of its group: the call that is killed at, for a crash point.</summary>
    public string Kind { get; init; } = Name;
}
