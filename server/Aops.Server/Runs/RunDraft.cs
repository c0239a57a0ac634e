using Aops.Contracts.Wire.Runs;
using Aops.Query;
using Aops.Rollouts.Strategies;
using Aops.Server.Deployments.Facts;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>A run that was checked, and whose hosts are not resolved yet.</summary>
internal sealed record RunDraft
{
    public required RunKind Kind { get; init; }

    public required string What { get; init; }

    /// <summary>The order, without values of parameters.</summary>
    public required RunOrder Order { get; init; }

    /// <summary>What hosts do by their own code; null where they run a program.</summary>
    public RunAction? Action { get; init; }

    /// <summary>The values of its parameters.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The parameters as they may be read.</summary>
    public required IReadOnlyDictionary<string, string> Shown { get; init; }

    /// <summary>Its hosts; where some are named, those that they have to be among: the sender's scope.</summary>
    public required QueryNode Query { get; init; }

    /// <summary>The ids that are named; null where the query alone says which.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Whether it goes without those of them that are not there any more.</summary>
    public bool IsLenient { get; init; }

    /// <summary>How long a host may take from its start to its last word.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>Output that is stored of a host, in bytes.</summary>
    public required long OutputBytesMax { get; init; }

    public required int Concurrency { get; init; }

    public required RunBudget Budget { get; init; }

    public required WhileOffline WhileOffline { get; init; }

    /// <summary>How it begins on few hosts; null where it does not.</summary>
    public RunRamp? Ramp { get; init; }

    /// <summary>When hosts may have their turn; null for always.</summary>
    public MaintenanceWindow? Window { get; init; }

    /// <summary>Whether it goes on while the fleet is frozen.</summary>
    public bool IgnoresFreeze { get; init; }

    /// <summary>Why; may be empty.</summary>
    public required string Reason { get; init; }

    /// <summary>The plan that was seen; null for none.</summary>
    public string? PlanHash { get; init; }

    /// <summary>The run whose hosts it tries again; null for none.</summary>
    public string? RerunOf { get; init; }

    /// <summary>The schedule that starts it; null for an operator.</summary>
    public string? Schedule { get; init; }

    /// <summary>What it does of a deployment; null where it is of none.</summary>
    public DeploymentUse? Deployment { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The run that it becomes on some hosts.</summary>
    public RunRecord ToRecord(long hosts) => new()
    {
        Id = Order.Id,
        Kind = Kind,
        What = What,
        Order = Order,
        Action = Action,
        Parameters = Parameters,
        Shown = Shown,
        Query = Ids is null ? QueryText.Of(Query) : null,
        State = RunState.Running,
        Since = Now,
        CreatedAt = Now,
        CreatedBy = By,
        Reason = Reason,
        Longest = Longest,
        OutputBytesMax = OutputBytesMax,
        Concurrency = Concurrency,
        Budget = Budget,
        WhileOffline = WhileOffline,
        Ramp = Ramp,
        Window = Window,
        IgnoresFreeze = IgnoresFreeze,
        RerunOf = RerunOf,
        Schedule = Schedule,
        Deployment = Deployment,
        Hosts = hosts,
        Counts = new RunCounts(new Dictionary<string, long> { [RunPhases.Queued] = hosts }),
    };
}
