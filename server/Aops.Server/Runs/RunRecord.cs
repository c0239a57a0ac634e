using Aops.Contracts.Wire.Runs;
using Aops.Rollouts.Strategies;
using Aops.Server.Deployments.Facts;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>A run as it is stored.</summary>
internal sealed record RunRecord
{
    public required string Id { get; init; }

    public required RunKind Kind { get; init; }

    /// <summary>What is run, in a few words: <c>reboot 1.2.0</c>, or the first words of a command.</summary>
    public required string What { get; init; }

    /// <summary>The order that hosts get, without the values of its parameters.</summary>
    public required RunOrder Order { get; init; }

    /// <summary>What hosts do by their own code; null where they run a program.</summary>
    public RunAction? Action { get; init; }

    /// <summary>
    /// The values of its parameters as hosts need them, in the database as they are; null once every host has ended, when they
    /// are deleted. No answer to an operator and no row of the audit holds them.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>The parameters as they may be read: a secret one as <see cref="Audit.SecretText.Shown"/>.</summary>
    public required IReadOnlyDictionary<string, string> Shown { get; init; }

    /// <summary>The query that chose its hosts; null where they were named.</summary>
    public string? Query { get; init; }

    public required RunState State { get; init; }

    /// <summary>Since when it is in its state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why it is halted or cancelled; null for nothing.</summary>
    public string? Why { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Why it was started; may be empty.</summary>
    public required string Reason { get; init; }

    /// <summary>No host starts it after this time.</summary>
    public DateTimeOffset StartBefore => Order.StartBefore;

    /// <summary>How long a host may take from its start to its last word.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>Output that is stored of a host, in bytes; of more it is told how much is missing.</summary>
    public required long OutputBytesMax { get; init; }

    /// <summary>Hosts that have it at once.</summary>
    public required int Concurrency { get; init; }

    public required RunBudget Budget { get; init; }

    public required WhileOffline WhileOffline { get; init; }

    /// <summary>How it begins on few hosts; null where it does not.</summary>
    public RunRamp? Ramp { get; init; }

    /// <summary>When hosts may have their turn; null for always.</summary>
    public MaintenanceWindow? Window { get; init; }

    /// <summary>Whether it goes on while the fleet is frozen.</summary>
    public bool IgnoresFreeze { get; init; }

    /// <summary>The run whose hosts it tries again; null for none.</summary>
    public string? RerunOf { get; init; }

    /// <summary>The schedule that started it; null for an operator.</summary>
    public string? Schedule { get; init; }

    /// <summary>What it does of a deployment; null where it is of none.</summary>
    public DeploymentUse? Deployment { get; init; }

    /// <summary>How many hosts it is for.</summary>
    public required long Hosts { get; init; }

    /// <summary>When its last host ended; null while one has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How much of its output is stored, in bytes.</summary>
    public long OutputBytes { get; init; }

    /// <summary>When its output was deleted to make room; null for never.</summary>
    public DateTimeOffset? OutputDroppedAt { get; init; }

    /// <summary>Its hosts by phase.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>How it stands on the host whose runs were asked for; null where those of none were.</summary>
    public RunHostRecord? OnHost { get; init; }
}
