namespace Aops.Releases.Packages;

/// <summary>How the healing of a slot ended.</summary>
public abstract record HealOutcome
{
    private HealOutcome()
    {
    }

    /// <summary>The slot is whole.</summary>
    /// <param name="Files">Files that were put back; empty if nothing was wrong.</param>
    public sealed record Healed(IReadOnlyList<string> Files) : HealOutcome;

    /// <summary>The slot is as it was, or partly healed.</summary>
    /// <param name="Sentence">What failed and what follows.</param>
    public sealed record Failed(string Sentence) : HealOutcome;
}
