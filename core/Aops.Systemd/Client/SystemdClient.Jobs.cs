using Aops.Native.Systemd;

namespace Aops.Systemd.Client;

// Waits: for the end of a job, and for a unit to become something.
public sealed partial class SystemdClient
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    // Jobs that were queued here and not waited for yet; null while no end of it was told.
    private readonly Dictionary<string, JobResult?> _jobs = [];

    /// <summary>Waits for the end of a job.</summary>
    /// <param name="job">The job, queued by this instance.</param>
    /// <param name="time">Longest wait.</param>
    /// <param name="cancellation">Gives up; the job goes on.</param>
    public JobResult Wait(UnitJob job, TimeSpan time, CancellationToken cancellation)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var left = TimeSpan.FromMilliseconds(until - Environment.TickCount64);
            // Whoever waits for one of several jobs hears of the others too.
            if (_jobs.GetValueOrDefault(job.Path) is { } known)
            {
                _jobs.Remove(job.Path);
                return known;
            }
            if (left <= TimeSpan.Zero) return JobResult.Pending;
            using var signal = _connection.Next(left < Slice ? left : Slice, out var isLost);
            if (signal is not null) NoteEnd(signal);
            // Its end may have been told to a connection that is gone.
            else if (isLost && !IsQueued(job)) return JudgeByState(job);
        }
    }

    /// <summary>Waits until a unit is as wanted.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="fits">The condition.</param>
    /// <param name="time">Longest wait.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The unit as it was seen last.</returns>
    public UnitStatus WaitUntil(
        string unit, Func<UnitStatus, bool> fits, TimeSpan time, CancellationToken cancellation)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        var path = UnitNames.PathOf(unit);
        var status = Status(unit);
        while (!fits(status))
        {
            cancellation.ThrowIfCancellationRequested();
            var left = TimeSpan.FromMilliseconds(until - Environment.TickCount64);
            if (left <= TimeSpan.Zero) return status;
            using var signal = _connection.Next(left < Slice ? left : Slice, out var isLost);
            if (signal is not null) NoteEnd(signal);
            var isNews = signal?.Path == path && signal.IsSignal(PropertiesInterface, "PropertiesChanged");
            // A unit that is not loaded any more tells nothing: its end is seen by a look after each slice.
            if (isNews || isLost || signal is null) status = Status(unit);
        }
        return status;
    }

    private UnitJob Note(UnitJob job)
    {
        _jobs[job.Path] = null;
        return job;
    }

    private void NoteEnd(SdBusMessage signal)
    {
        if (!signal.IsSignal(SystemdConnection.Interface, "JobRemoved")) return;
        signal.ReadUInt32();
        var path = signal.ReadString('o');
        if (!_jobs.ContainsKey(path)) return;
        signal.ReadString();
        _jobs[path] = signal.ReadString() switch
        {
            "done" => JobResult.Done,
            "canceled" => JobResult.Canceled,
            "timeout" => JobResult.Timeout,
            "dependency" => JobResult.Dependency,
            "skipped" => JobResult.Skipped,
            _ => JobResult.Failed,
        };
    }

    private bool IsQueued(UnitJob job)
    {
        var id = uint.Parse(job.Path[(job.Path.LastIndexOf('/') + 1)..]);
        try
        {
            Manage("GetJob", m => m.Append(id)).Dispose();
            return true;
        }
        catch (SdBusException e) when (e.Name == SystemdErrors.NoSuchJob)
        {
            return false;
        }
    }

    private JobResult JudgeByState(UnitJob job) =>
        Status(job.Unit).IsLive == (job.Verb != "stop") ? JobResult.Done : JobResult.Failed;
}
