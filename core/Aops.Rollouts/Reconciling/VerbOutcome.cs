namespace Aops.Rollouts.Reconciling;

/// <summary>What a verb of an operator leads to.</summary>
public abstract record VerbOutcome
{
    private VerbOutcome()
    {
    }

    /// <summary>It is to be stored as a step, and <see cref="Reconciler.Next"/> goes on from there at once.</summary>
    /// <param name="Step">What changes.</param>
    public sealed record Done(RolloutStep Step) : VerbOutcome;

    /// <summary>Nothing changes.</summary>
    /// <param name="Sentence">Why, and what the rollout takes instead.</param>
    public sealed record Refused(string Sentence) : VerbOutcome;
}
