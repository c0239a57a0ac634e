using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>A rollout as it is stored, without its hosts.</summary>
internal sealed record RolloutRecord
{
    /// <summary>Its id, strategy, state, and what the reconciler notes of it.</summary>
    public required RolloutStanding Standing { get; init; }

    /// <summary>Its stages, one for each of the strategy.</summary>
    public required IReadOnlyList<StageStanding> Stages { get; init; }

    /// <summary>Hosts of each stage by their state.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, int>> Counts { get; init; } = [];

    public required LayerName Layer { get; init; }

    /// <summary>What the layer is to say.</summary>
    public required LayerDocument Document { get; init; }

    /// <summary>The newest revision of the layer when the document was made; 0 for none.</summary>
    public required long Base { get; init; }

    /// <summary>The revision whose content it has again; null for new content.</summary>
    public long? RevertOf { get; init; }

    /// <summary>Whether its versions were published when it was made, so that one that is not any more was withdrawn.</summary>
    public bool WasPublished { get; init; }

    /// <summary>The revision that hosts get; null before it has begun, as it is made then.</summary>
    public long? Revision { get; init; }

    /// <summary>The revision that hosts took which came into the layer, before it began; null before.</summary>
    public long? Previous { get; init; }

    /// <summary>Why, in the author's words.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Its plan, as JSON (<see cref="PlanView"/>).</summary>
    public required PlanView Plan { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>The rollout that it takes back; null for none.</summary>
    public string? UndoOf { get; init; }

    /// <summary>The rollout that takes it back; null for none.</summary>
    public string? UndoneBy { get; init; }

    /// <summary>Who approved it.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    public string? StartedBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often something of it was stored.</summary>
    public long Steps { get; init; }

    public string Id => Standing.Id;

    /// <summary>A rollout that is planned and not begun.</summary>
    /// <param name="draft">What was resolved to hosts.</param>
    /// <param name="plan">To which.</param>
    /// <param name="author">Who makes it.</param>
    /// <param name="reason">Why; null for no word of it.</param>
    /// <param name="now">The time.</param>
    public static RolloutRecord Of(
        RolloutDraft draft, ResolvedPlan plan, string author, string? reason, DateTimeOffset now) => new()
    {
        Standing = new RolloutStanding
        {
            Id = draft.Id, Strategy = draft.Strategy, State = RolloutState.Planned, Since = now,
        },
        Stages = plan.Plan.ToStandings(now),
        Counts = RolloutCounts.Of(plan.Hosts, draft.Strategy.Stages.Count),
        Layer = draft.Layer,
        Document = draft.Document,
        Base = draft.Base,
        Reason = reason ?? "",
        CreatedAt = now,
        CreatedBy = author,
        Plan = plan.ToView(),
        PlannedAt = now,
    };

    /// <summary>It with another plan of the same.</summary>
    public RolloutRecord PlannedAgain(ResolvedPlan plan, DateTimeOffset now) => this with
    {
        Standing = Standing with { State = RolloutState.Planned, Since = now },
        Stages = plan.Plan.ToStandings(now),
        Counts = RolloutCounts.Of(plan.Hosts, Standing.Strategy.Stages.Count),
        Plan = plan.ToView(),
        PlannedAt = now,
    };

    /// <summary>What is resolved to hosts when it is planned again.</summary>
    public RolloutDraft ToDraft() => new()
    {
        Id = Id, Layer = Layer, Document = Document, Base = Base, Strategy = Standing.Strategy,
    };

    public RolloutState State => Standing.State;
}
