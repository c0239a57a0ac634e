namespace Aops.Sweep;

/// <summary>What came of one point.</summary>
/// <param name="Group">What it is counted under.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Fault">What is wrong; null unless it is a brick.</param>
public sealed record Outcome(string Group, string Name, Verdict Verdict, string? Fault = null)
{
    /// <summary>What it has in common with others of its group: the call that is killed at, for a crash point.</summary>
    public string Kind { get; init; } = Name;
}
