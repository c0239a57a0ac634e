using System.Diagnostics;
using Aops.Native.Processes;
using Aops.Supervision.Children;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Supervision.Units;

/// <summary>The result of a unit's start.</summary>
internal abstract record UnitStartResult
{
    private UnitStartResult()
    {
    }

    /// <summary>The unit was started.</summary>
    /// <param name="Process">Its main process; null if it has already ended.</param>
    public sealed record Started(ProcessIdentity? Process) : UnitStartResult;

    /// <summary>The description is refused, or systemd does not reply.</summary>
    public sealed record Refused(string Sentence) : UnitStartResult;

    /// <summary>It may not start now, by an order: shutdown, a stop, a mask.</summary>
    /// <param name="Why">A clause.</param>
    public sealed record Held(string Why) : UnitStartResult;
}

/// <summary>The start of one transient unit, one check at a time; on the queue only.</summary>
/// <param name="description">The unit.</param>
/// <param name="loaded">What systemd may have loaded under its name.</param>
internal sealed class UnitStart(TransientUnit description, LoadedUnits loaded)
{
    // systemd forgets a dead unit after a moment if nothing refers to it.
    private const int DeadLooksMax = 4;

    // systemd's default start timeout of Type=exec is 90 s, after which the job fails.
    private static readonly TimeSpan JobTime = TimeSpan.FromSeconds(100);

    // Time for a unit of that name to end: its own stop timeout, and a margin for systemd.
    private static readonly TimeSpan NameFreeTime = TimeSpan.FromSeconds(20);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly UnitClearing _clearing = new(description.Name);
    private UnitJob? _job;
    private int _deadLooks;

    private string Unit => description.Name;

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begun);

    /// <summary>Proceeds as far as possible without waiting.</summary>
    /// <param name="manager">Asks systemd.</param>
    /// <returns>Null while in progress.</returns>
    public UnitStartResult? Look(SystemdClient manager)
    {
        try
        {
            return _job is { } job ? Judge(manager, job) : Begin(manager);
        }
        catch (SystemdException e) when (e.Name == SystemdErrors.TransactionIsDestructive)
        {
            return new UnitStartResult.Held(MachineEnd.Of(manager) ?? $"systemd is about to stop {Unit}");
        }
        catch (IOException e)
        {
            return new UnitStartResult.Refused($"systemd does not start {Unit}: {e.Message}");
        }
    }

    private UnitStartResult? Begin(SystemdClient manager)
    {
        if (MachineEnd.Of(manager) is { } end) return new UnitStartResult.Held(end);
        try
        {
            _job = manager.StartTransient(description);
            return null;
        }
        catch (SystemdException e) when (e.Name is SystemdErrors.UnitExists or SystemdErrors.UnitMasked)
        {
            return MakeFree(manager);
        }
    }

    // The name is taken, by a running unit that was not adopted (there are never two), or by the remains of one.
    private UnitStartResult? MakeFree(SystemdClient manager)
    {
        var status = manager.Status(Unit);
        if (status.LoadState == "masked")
        {
            return new UnitStartResult.Held(
                $"{Unit} was masked by an operator ('systemctl unmask {Unit}' allows it again)");
        }
        if (Elapsed > NameFreeTime || _deadLooks > DeadLooksMax)
        {
            return new UnitStartResult.Held(
                $"another {Unit} is loaded and does not go away ('systemctl status {Unit}' shows it)");
        }
        if (!_clearing.Go(manager) || ++_deadLooks < DeadLooksMax) return null;
        // A unit that is ordered after this one keeps it loaded.
        if (loaded.Has(description)) _job = manager.Start(Unit);
        else loaded.Forget(manager, description);
        return null;
    }

    private UnitStartResult? Judge(SystemdClient manager, UnitJob job)
    {
        switch (manager.ResultOf(job))
        {
            case null when Elapsed < JobTime:
                return null;
            case JobResult.Done:
                loaded.Note(description);
                var pid = manager.Status(Unit).MainPid;
                return new UnitStartResult.Started(pid > 0 ? ProcessIdentity.TryRead(pid) : null);
            case JobResult.Canceled:
                return new UnitStartResult.Held(MachineEnd.Of(manager) ?? $"systemd was told to stop {Unit}");
            case var result:
                var code = manager.ExitOf(Unit)?.Code;
                new UnitClearing(Unit).Go(manager);
                return new UnitStartResult.Refused($"systemd cannot start {Unit}: {ReasonOf(code, result)}");
        }
    }

    // systemd.exec(5), "Process Exit Codes".
    private string ReasonOf(int? code, JobResult? result) => code switch
    {
        200 => "its working directory cannot be entered",
        201 => "its nice value cannot be set",
        203 => SpawnErrorMessage.OfProgram(description.Program),
        205 => "a limit cannot be set",
        206 => "its OOM score cannot be set",
        209 or 222 => "its log cannot be opened",
        216 => "its group cannot be taken on",
        217 => "its user cannot be taken on",
        226 => "its view of the files cannot be made",
        { } other => $"its set-up ended with {other}",
        null when result is null => $"its start did not end within {JobTime.TotalSeconds:0} s",
        null => $"the job ended as {result.ToString()!.ToLowerInvariant()}",
    };
}
