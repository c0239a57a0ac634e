using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Files;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Files;

namespace Aops.AgentService.Services;

/// <summary>Runs the pair under systemd, as two units in a slice.</summary>
internal sealed class UnitServices(ServiceContext context) : IHostServices
{
    // A unit has 60 s to start (TimeoutStartSec); then systemd ends the job.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan SliceTime = TimeSpan.FromSeconds(15);

    // In the order of a stop: spa first, since it would revive spm.
    private static IReadOnlyList<string> Pair => InstalledUnits.Pair;

    public string Name => ServiceManagers.Systemd;

    private AopsLayout Layout => context.Layout;

    public Task InstallAsync(string version, CancellationToken cancellationToken) => AskAsync(manager =>
    {
        if (UnitFiles.Write(Layout, version) is { Count: > 0 } missing)
        {
            throw new ServiceException(
                $"version {version} brings no {string.Join(", ", missing)}; install it with --service-manager direct",
                ExitCodes.BadData);
        }
        context.Progress.Detail("registering with systemd");
        // An install enables the units, even if they were masked before.
        foreach (var unit in Pair)
            if (manager.Status(unit).LoadState == "masked") manager.Unmask(unit);
        manager.Enable(Pair);
        manager.Reload();
    }, cancellationToken);

    public async Task<IReadOnlyList<string>> MendAsync(string version, CancellationToken cancellationToken)
    {
        var mended = new List<string>();
        await AskAsync(manager => mended.AddRange(TryMend(manager, version, enables: true)), cancellationToken);
        return mended;
    }

    /// <summary>
    /// Updates the unit files to those of a version and reloads systemd; running processes are not
    /// affected.
    /// </summary>
    /// <returns>Paths that were written, deleted or linked.</returns>
    internal async Task<IReadOnlyList<string>> RenewAsync(string version, CancellationToken cancellationToken)
    {
        var mended = new List<string>();
        // A unit that the operator has disabled stays disabled until the next install; only lost files are
        // restored.
        await AskAsync(manager => mended.AddRange(Mend(manager, version, enables: false)), cancellationToken);
        return mended;
    }

    public Task StartAsync(CancellationToken cancellationToken) => AskAsync(manager =>
    {
        if (context.ReadJournal() is { IsTrial: false, Current: { } version })
            TryMend(manager, version, enables: false);
        AtomicFile.Delete(Layout.StopMarker);
        // spm first, so that spa finds it.
        var jobs = Pair.Reverse().Select(unit => Start(manager, unit)).ToList();
        foreach (var job in jobs)
        {
            context.Progress.Detail($"waiting for {job.Unit}");
            var result = manager.Wait(job, StartTime, cancellationToken);
            // A cancelled job was replaced by a start that the other member asked for.
            if (result is JobResult.Done or JobResult.Canceled) continue;
            throw new ServiceException(
                $"{job.Unit} did not start ({result.ToString().ToLowerInvariant()}); see 'journalctl -u {job.Unit}'; "
                + "systemd and the other member try on", ExitCodes.Failure);
        }
    }, cancellationToken);

    public Task StopAsync(TimeSpan patience, CancellationToken cancellationToken) => AskAsync(manager =>
    {
        var jobs = Pair.Select(unit => TryStop(manager, unit)).OfType<UnitJob>().ToList();
        foreach (var job in jobs)
        {
            context.Progress.Detail($"waiting for {job.Unit}");
            manager.Wait(job, patience, cancellationToken);
        }
        // With everything else in the slice: sub-agents that a killed spm could not stop.
        if (TryStop(manager, UnitNames.Slice) is { } rest) manager.Wait(rest, SliceTime, cancellationToken);
    }, cancellationToken);

    public Task RemoveAsync(CancellationToken cancellationToken) => AskAsync(manager =>
    {
        if (!InstalledUnits.IsRegistered(Layout)) return;
        if (Pair.All(unit => InstalledUnits.Find(Layout, unit) is not null)) manager.Disable(Pair);
        UnitFiles.Delete(Layout);
        manager.Reload();
        foreach (var unit in Pair) manager.ResetFailed(unit);
    }, cancellationToken);

    // /etc may be mounted read-only; then the units that systemd has loaded stay in effect.
    private List<string> TryMend(SystemdClient manager, string version, bool enables)
    {
        try
        {
            return Mend(manager, version, enables);
        }
        catch (PosixException e) when (e.Errno == Errno.EROFS)
        {
            context.Progress.Note($"the unit files were left as they are: {e.Message}");
            return [];
        }
    }

    private List<string> Mend(SystemdClient manager, string version, bool enables)
    {
        var faults = InstalledUnits.Renew(Layout, version);
        var mended = faults.Select(fault => fault.Path).ToList();
        mended.AddRange(FallbackUnits.Drop(Layout, version).Select(unit => FallbackUnits.FileOf(Layout, unit)));
        if (!File.Exists(Layout.UnitsMark)) AtomicFile.Write(Layout.UnitsMark, "systemd runs the pair\n");
        var isLost = faults.Any(fault => fault.Kind == UnitFileFaultKind.Missing);
        if ((enables || isLost) && !InstalledUnits.AreEnabled(Layout))
        {
            manager.Enable(Pair);
            mended.AddRange(Pair.Select(unit => InstalledUnits.WantsLink(Layout, unit)));
        }
        if (mended.Count > 0) manager.Reload();
        new UnitRestoration(Layout, manager).LiftMended();
        return mended;
    }

    private UnitJob Start(SystemdClient manager, string unit)
    {
        manager.ResetFailed(unit);
        try
        {
            return manager.Start(unit);
        }
        catch (SystemdException e) when (!e.IsDisconnected)
        {
            var done = new UnitRestoration(Layout, manager).Restore(unit, e.Message);
            if (done.Count == 0) throw;
            foreach (var sentence in done) context.Progress.Note(sentence);
            return manager.Start(unit);
        }
    }

    private static UnitJob? TryStop(SystemdClient manager, string unit)
    {
        try
        {
            return manager.Stop(unit);
        }
        catch (SystemdException e) when (e.Name == SystemdErrors.NoSuchUnit)
        {
            return null;
        }
    }

    // On a thread of its own: the client blocks it, while replies are read on pool threads.
    private static Task AskAsync(Action<SystemdClient> ask, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Ask(ask), cancellationToken, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static void Ask(Action<SystemdClient> ask)
    {
        using var manager = new SystemdClient();
        try
        {
            ask(manager);
        }
        catch (SystemdException e)
        {
            throw new ServiceException($"systemd refuses or does not answer: {e.Message}", ExitCodes.Unavailable, e);
        }
    }
}
