using Aops.Rollouts.Reconciling;
using Aops.Server.Audit;

namespace Aops.Server.Rollouts;

/// <summary>What an operator says of a rollout.</summary>
internal sealed record RolloutVerb
{
    /// <summary>Decides what it leads to; it may be asked again, of newer facts.</summary>
    public required Func<RolloutFacts, RolloutRecord, VerbOutcome> Decide { get; init; }

    /// <summary>What the audit is told, of the rollout before and the step.</summary>
    public required Func<RolloutRecord, RolloutStep, AuditChange> Act { get; init; }

    /// <summary>What else of the rollout changes.</summary>
    public Func<RolloutRecord, RolloutRecord> Change { get; init; } = static rollout => rollout;

    /// <summary>Whether hosts that tried the revision are to try it again.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>The rollout that takes it back, started, with its hosts; null for any other verb.</summary>
    public (RolloutRecord Rollout, IReadOnlyList<RolloutHost> Hosts)? Undo { get; init; }
}

/// <summary>What became of a verb.</summary>
/// <param name="Rollout">The rollout as it is now.</param>
/// <param name="Outcome">Whether its state takes the verb.</param>
/// <param name="Stored">What became of the step; null where the state does not take it.</param>
internal sealed record VerbResult(RolloutRecord Rollout, VerbOutcome Outcome, StepOutcome? Stored)
{
    /// <summary>Refuses the request where the verb was not done.</summary>
    /// <param name="made">The revision of the layer that the step was made for.</param>
    /// <exception cref="Problems.RequestFault">It was not.</exception>
    public void ThrowIfRefused(long made)
    {
        if (Outcome is VerbOutcome.Refused refused) throw RolloutProblems.WrongState(refused.Sentence);
        if (Stored is StepOutcome.LayerChanged other)
            throw RolloutProblems.LayerChanged(Rollout.Layer.Text, made, other.Head);
    }
}
