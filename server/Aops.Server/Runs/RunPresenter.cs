using Aops.Server.Audit;

namespace Aops.Server.Runs;

/// <summary>Shows runs to operators, without what is secret.</summary>
internal static class RunPresenter
{
    /// <summary>A run as it is listed.</summary>
    public static RunView Show(RunRecord run) => new()
    {
        Id = run.Id,
        Kind = run.Kind,
        What = run.What,
        State = run.State,
        Since = run.Since,
        Why = run.Why,
        Reason = run.Reason,
        Q = run.Query,
        Hosts = run.Hosts,
        Counts = run.Counts.ByPhase,
        Attempted = run.Counts.Attempted,
        Charged = run.Counts.Charged,
        Concurrency = run.Concurrency,
        Budget = new RunBudgetMessage { Failures = run.Budget.Failures, Percent = run.Budget.Percent },
        WhileOffline = run.WhileOffline,
        StartBefore = run.StartBefore,
        TimeoutSeconds = run.Order.TimeoutSeconds,
        RerunOf = run.RerunOf,
        CreatedAt = run.CreatedAt,
        CreatedBy = run.CreatedBy,
        EndedAt = run.EndedAt,
        OnHost = run.OnHost is { } host ? RunHostView.Of(host) : null,
    };

    /// <summary>A run, whole.</summary>
    /// <param name="results">Its hosts, where they are asked for.</param>
    /// <param name="isDry">Whether nothing was changed.</param>
    public static RunDetail ShowWhole(
        RunRecord run, IReadOnlyList<RunHostRecord>? results = null, bool isDry = false) => new()
        {
            Run = Show(run),
            Runbook = run.Order.Runbook,
            Envelope = run.Order.Envelope,
            Command = run.Order.Command is { } command
                ? command with { Env = command.Env.Keys.ToDictionary(name => name, _ => SecretText.Shown) }
                : null,
            Parameters = run.Shown,
            Results = results is null ? null : [.. results.Select(RunHostView.Of)],
            DryRun = isDry ? true : null,
        };
}
