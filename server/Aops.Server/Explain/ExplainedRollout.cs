using Aops.Contracts;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Rollouts;

namespace Aops.Server.Explain;

/// <summary>A rollout of a host.</summary>
internal sealed record ExplainedRollout
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    public required string Layer { get; init; }

    /// <summary>How far the rollout is.</summary>
    public required string RolloutState { get; init; }

    /// <summary>How far the host is in it: <c>eligible</c>, <c>ordered</c>, <c>succeeded</c>, …</summary>
    public required string State { get; init; }

    /// <summary>Why, as one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What happens next, as one sentence.</summary>
    public required string Next { get; init; }

    /// <summary>Makes it.</summary>
    public static ExplainedRollout Of(RolloutRecord rollout, RolloutHost host) => new()
    {
        Id = rollout.Id,
        Layer = rollout.Layer.Text,
        RolloutState = KebabName.Of(rollout.State),
        State = KebabName.Of(host.Assignment.State),
        Why = AssignmentSentence.Of(rollout.Standing, rollout.Stages, host.Assignment),
        Since = host.Assignment.Since,
        Next = NextOf(rollout.State, host.Assignment),
    };

    private static string NextOf(RolloutState rollout, Assignment host)
    {
        if (RolloutTable.IsEnded(rollout)) return "Nothing: the rollout is over, and takes in what the host tells for a day.";
        return host.State switch
        {
            AssignmentState.WaitingOffline => "It is ordered when it can be, as its stage has room.",
            AssignmentState.Eligible when rollout == Aops.Rollouts.States.RolloutState.Running =>
                "It is ordered as soon as its stage has room.",
            AssignmentState.Eligible or AssignmentState.Withdrawn =>
                "It is ordered once the rollout goes on ('resume').",
            AssignmentState.Ordered or AssignmentState.Downloading or AssignmentState.Staged or AssignmentState.Trial =>
                $"Its verdict is waited for until {host.DeadlineAt:yyyy-MM-dd HH:mm:ss} UTC; after that it counts as lost.",
            AssignmentState.Blameless => "The host tries again by itself; after its deadline it is ordered again.",
            AssignmentState.Succeeded => "It is watched for the soak, and takes room in its stage until then.",
            AssignmentState.Regressed or AssignmentState.RolledBack or AssignmentState.Failed or AssignmentState.Lost =>
                "It stays as it is; 'retry' orders it again, and a later word of the host replaces the verdict.",
            _ => "Nothing: it has no part in the rollout any more.",
        };
    }
}
