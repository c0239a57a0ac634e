using Aops.Server.Audit;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Rollouts;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>Shows runs to operators, without what is secret.</summary>
/// <param name="freeze">The freeze in force; null for none.</param>
internal sealed class RunPresenter(Func<Freeze?> freeze, TimeProvider clock)
{
    /// <summary>A run as it is listed.</summary>
    public RunView Show(RunRecord run) => new()
    {
        Id = run.Id,
        Kind = run.Kind,
        What = run.What,
        Check = run.Order.Check ? true : null,
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
        Ramp = RunPaceForm.Show(run.Ramp),
        Window = run.Window is { } window ? WindowForm.Show(window) : null,
        IgnoresFreeze = run.IgnoresFreeze,
        Waits = Wait(run),
        StartBefore = run.StartBefore,
        TimeoutSeconds = run.Order.TimeoutSeconds,
        RerunOf = run.RerunOf,
        Schedule = run.Schedule,
        Deployment = run.Deployment?.Name,
        Verb = run.Deployment?.Verb,
        CreatedAt = run.CreatedAt,
        CreatedBy = run.CreatedBy,
        OutputBytes = run.OutputBytes,
        OutputDroppedAt = run.OutputDroppedAt,
        EndedAt = run.EndedAt,
        OnHost = run.OnHost is { } host ? RunHostView.Of(host) : null,
    };

    /// <summary>What hosts of a run wait for; null where that is only the number that have it at once.</summary>
    public RunWait? Wait(RunRecord run)
    {
        var now = clock.GetUtcNow();
        if (run.State != RunState.Running || run.Counts.Queued == 0 || now > run.StartBefore) return null;
        if (!run.IgnoresFreeze && freeze() is { } frozen)
        {
            return new RunWait
            {
                For = RunHold.Freeze, Until = frozen.Until,
                Sentence = frozen.Describe(),
            };
        }
        if (run.Window is { } window && !window.IsOpen(now, hostZone: null))
        {
            var opens = window.FindNext(now, hostZone: null);
            return new RunWait
            {
                For = RunHold.Window, Until = opens,
                Sentence = $"Its window is closed{(opens is { } at ? $" until {JsonTime.Of(at)}" : "")}.",
            };
        }
        var (attempted, inFlight) = (run.Counts.Attempted, run.Counts.InFlight);
        return run.Ramp?.Width(run.Hosts, attempted) is { } width && width < run.Hosts && attempted + inFlight >= width
            ? new RunWait
            {
                For = RunHold.Ramp, Sentence = $"{width} of {run.Hosts} hosts go first; {inFlight} of them have not ended.",
            }
            : null;
    }

    /// <summary>A run, whole.</summary>
    /// <param name="results">Its hosts, where they are asked for.</param>
    /// <param name="isDry">Whether nothing was changed.</param>
    public RunDetail ShowWhole(
        RunRecord run, IReadOnlyList<RunHostRecord>? results = null, bool isDry = false) => new()
        {
            Run = Show(run),
            Runbook = run.Order.Runbook,
            Envelope = run.Order.Envelope,
            Command = run.Order.Command is { } command
                ? command with { Env = command.Env.Keys.ToDictionary(name => name, _ => SecretText.Shown) }
                : null,
            Action = run.Action,
            Log = run.Order.Log,
            Parameters = run.Shown,
            Results = results is null ? null : [.. results.Select(RunHostView.Of)],
            DryRun = isDry ? true : null,
        };
}
