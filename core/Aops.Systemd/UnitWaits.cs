using Aops.Systemd.Bus;
using Aops.Systemd.Client;

namespace Aops.Systemd;

/// <summary>
/// Waits for the end of a job, or for a state of a unit: by signals or, if none can come, by periodic queries.
/// </summary>
internal sealed class UnitWaits(SystemdRoutes routes)
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    // Queued jobs that were not waited for yet; null until their end was signalled.
    private readonly Dictionary<string, JobResult?> _jobs = [];

    /// <summary>Records a queued job until it is waited for.</summary>
    public UnitJob Note(UnitJob job)
    {
        if (job.Path.Length > 0) _jobs[job.Path] = null;
        return job;
    }

    /// <summary>Forgets jobs that were not waited for.</summary>
    public void Clear() => _jobs.Clear();

    /// <summary>Waits for the end of a job.</summary>
    /// <param name="time">Longest wait.</param>
    public JobResult ForJob(UnitJob job, TimeSpan time, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        var rule = BusNames.JobRule(job.Unit);
        var isKnown = _jobs.TryGetValue(job.Path, out var known);
        // The job may have ended before it was watched, or after the watch was removed for another job.
        var mustLook = routes.Watch(rule) || !isKnown || job.Path.Length == 0;
        if (job.Path.Length > 0) _jobs[job.Path] = known;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A wait for one of several jobs also receives the signals of the others.
            if (_jobs.GetValueOrDefault(job.Path) is { } result) return End(job, rule, result);
            if (mustLook && !routes.Ask(route => route.IsQueued(job))) return End(job, rule, JudgeByState(job));
            var left = TimeSpan.FromMilliseconds(until - Environment.TickCount64);
            if (left <= TimeSpan.Zero) return JobResult.Pending;
            NoteEnd(routes.Next(left < Slice ? left : Slice, out var isLost));
            mustLook = isLost || job.Path.Length == 0;
        }
    }

    /// <summary>Looks for the end of a job, without a wait.</summary>
    public JobResult? ResultOf(UnitJob job)
    {
        var rule = BusNames.JobRule(job.Unit);
        var mustLook = routes.Watch(rule) | !_jobs.ContainsKey(job.Path) | job.Path.Length == 0;
        if (job.Path.Length > 0) _jobs.TryAdd(job.Path, null);
        while (true)
        {
            var signal = routes.Next(TimeSpan.Zero, out var isLost);
            mustLook |= isLost;
            if (signal is null) break;
            NoteEnd(signal);
        }
        if (_jobs.GetValueOrDefault(job.Path) is { } result) return End(job, rule, result);
        return mustLook && !routes.Ask(route => route.IsQueued(job)) ? End(job, rule, JudgeByState(job)) : null;
    }

    /// <summary>Waits until a unit is as wanted.</summary>
    /// <param name="fits">The condition.</param>
    /// <param name="time">Longest wait.</param>
    public UnitStatus ForUnit(
        string unit, Func<UnitStatus, bool> fits, TimeSpan time, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        var status = Look(unit);
        if (fits(status)) return status;
        var (path, rule) = (UnitNames.PathOf(unit), BusNames.UnitRule(unit));
        routes.Watch(rule);
        try
        {
            // The unit may have changed before it was watched.
            status = Look(unit);
            while (!fits(status))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var left = TimeSpan.FromMilliseconds(until - Environment.TickCount64);
                if (left <= TimeSpan.Zero) return status;
                var signal = routes.Next(left < Slice ? left : Slice, out var isLost);
                NoteEnd(signal);
                // A unit that is no longer loaded sends no signals, so its end is found by a query after each
                // interval.
                if (isLost || signal is null || signal == new BusSignal.UnitChanged(path)) status = Look(unit);
            }
            return status;
        }
        finally
        {
            routes.Unwatch(rule);
        }
    }

    private JobResult End(UnitJob job, string rule, JobResult result)
    {
        _jobs.Remove(job.Path);
        routes.Unwatch(rule);
        return result;
    }

    private void NoteEnd(BusSignal? signal)
    {
        if (signal is not BusSignal.JobRemoved ended || !_jobs.ContainsKey(ended.Path)) return;
        _jobs[ended.Path] = ended.Result switch
        {
            "done" => JobResult.Done,
            "canceled" => JobResult.Canceled,
            "timeout" => JobResult.Timeout,
            "dependency" => JobResult.Dependency,
            "skipped" => JobResult.Skipped,
            _ => JobResult.Failed,
        };
    }

    private UnitStatus Look(string unit) => routes.Ask(route => route.Status(unit));

    private JobResult JudgeByState(UnitJob job) =>
        Look(job.Unit).IsLive == (job.Verb != UnitVerb.Stop) ? JobResult.Done : JobResult.Failed;
}
