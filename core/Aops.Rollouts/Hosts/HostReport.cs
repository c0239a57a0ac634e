using Aops.Rollouts.States;

namespace Aops.Rollouts.Hosts;

/// <summary>What is known of a host now, as far as a rollout asks for it.</summary>
public sealed record HostReport
{
    /// <summary>What a host is that the fleet does not have.</summary>
    public static HostReport OfRemoved { get; } = new() { Reach = HostReach.Removed };

    /// <summary>Whether it can be ordered.</summary>
    public HostReach Reach { get; init; }

    /// <summary>
    /// Whether the order of its last attempt was put into no answer yet. A host that goes offline before is not lost: it
    /// cannot have heard of it. Where that is not known it is false, so that a host which an order silenced is charged.
    /// </summary>
    public bool IsOrderUnsent { get; init; }

    /// <summary>What it tells of the order.</summary>
    public ReportPhase Phase { get; init; }

    /// <summary>
    /// The attempt that <see cref="Phase"/> is about: <c>Assignment.Attempt</c>. What is told of another one changes
    /// nothing, but for <see cref="ReportPhase.There"/>, which is a fact by any cause.
    /// </summary>
    public int Attempt { get; init; }

    /// <summary>How much of the download is done, 0 to 100; null where it does not tell.</summary>
    public int? Percent { get; init; }

    /// <summary>What is at fault; with <see cref="ReportPhase.Blameless"/> alone.</summary>
    public BlamelessCause Cause { get; init; }

    /// <summary>Why it went back, gave up, cannot go on or is sick, in its own words.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it is sick.</summary>
    public HostSickness Sickness { get; init; }
}
