using System.Text.Json.Serialization;

namespace Aops.Server.Rollouts;

/// <summary>How a rollout goes. In a request an absent member has the value of the strategy that is named.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StrategyMessage
{
    /// <summary><c>default</c>, <c>all-at-once</c> or <c>undo</c>; <c>default</c> by default.</summary>
    public string? Name { get; init; }

    /// <summary>Its stages, one after another; at most 20.</summary>
    public IReadOnlyList<StageMessage>? Stages { get; init; }

    /// <summary>The hosts of each stage that go first.</summary>
    public CanaryMessage? Canary { get; init; }

    /// <summary>How many hosts of a stage may be unproven at one time.</summary>
    public RampMessage? Ramp { get; init; }

    /// <summary>What halts it.</summary>
    public BudgetMessage? Budget { get; init; }

    /// <summary>From what size on other persons have to approve it.</summary>
    public ApprovalMessage? Approval { get; init; }

    /// <summary>How long a success has to last before it is proven, in seconds.</summary>
    public long? SoakSeconds { get; init; }

    /// <summary>How long after its own order a host is lost, in seconds.</summary>
    public long? DeadlineSeconds { get; init; }

    /// <summary>How long after the last stage hosts are waited for that could not be reached, in seconds.</summary>
    public long? TrailSeconds { get; init; }

    /// <summary>How often an order that was hindered is given again.</summary>
    public int? ExcusesMax { get; init; }

    /// <summary>Bytes that hosts may be sent for, a second; absent for no bound.</summary>
    public long? BytesPerSecondMax { get; init; }

    /// <summary>Not before this time, UTC; absent for at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Whether it goes on while the fleet is frozen.</summary>
    public bool? IgnoresFreeze { get; init; }
}

/// <summary>Which hosts a stage has, and what it waits for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StageMessage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The query of its hosts; absent for all that no stage before it has.</summary>
    public string? Q { get; init; }

    /// <summary>How long it waits after the stage before is done, in seconds.</summary>
    public long PauseSeconds { get; init; }

    /// <summary>Whether an operator has to let it begin.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>When its hosts may be ordered; absent for always.</summary>
    public WindowMessage? Window { get; init; }
}

/// <summary>Times at which hosts may be ordered.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record WindowMessage
{
    /// <summary>When it opens: five fields, as in crontab(5).</summary>
    public required string Start { get; init; }

    /// <summary>How long it is open, in seconds.</summary>
    public required long LengthSeconds { get; init; }

    /// <summary>Its zone by the name of the tz database; absent for that of each host, which is UTC where it is not known.</summary>
    public string? Zone { get; init; }
}

/// <summary>How many hosts of a stage go first.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CanaryMessage
{
    /// <summary>At most so many; 0 for no canaries.</summary>
    public int? HostsMax { get; init; }

    /// <summary>At least so many.</summary>
    public int? HostsMin { get; init; }
}

/// <summary>How the width of a stage grows.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RampMessage
{
    /// <summary>The first width, hosts.</summary>
    public int? First { get; init; }

    /// <summary>By what it is multiplied once as many hosts are proven.</summary>
    public double? Factor { get; init; }

    /// <summary>The widest, hosts.</summary>
    public int? CapHosts { get; init; }

    /// <summary>The widest, percent of the stage; the larger one of both holds.</summary>
    public int? CapPercent { get; init; }
}

/// <summary>How many charged hosts halt a rollout.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BudgetMessage
{
    /// <summary>So many charged hosts halt.</summary>
    public int? ChargedMax { get; init; }

    /// <summary>More than so many percent of the attempted hosts of a stage halt.</summary>
    public double? PercentMax { get; init; }

    /// <summary>Before so many were attempted, neither of both is asked.</summary>
    public int? AttemptedMin { get; init; }

    /// <summary>So many charged ones, one after another, halt.</summary>
    public int? InARowMax { get; init; }
}

/// <summary>From what size on other persons have to approve a rollout.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApprovalMessage
{
    /// <summary>One, from so many hosts on; absent for never.</summary>
    public int? OneFromHosts { get; init; }

    /// <summary>Two, from so many hosts on; absent for never.</summary>
    public int? TwoFromHosts { get; init; }
}
