using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Systemd;
using Aops.Systemd.Client;

namespace Aops.AgentService.Services;

/// <summary>Has systemd run the pair, as two units in a slice.</summary>
internal sealed class UnitServices(ServiceContext context) : IHostServices
{
    // A unit's own time to start is 60 s (TimeoutStartSec); then systemd ends the job.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan SliceTime = TimeSpan.FromSeconds(15);

    // spa first: it is the one that would miss the other.
    private static readonly string[] Pair = [UnitNames.Of(Role.Spa), UnitNames.Of(Role.Spm)];

    public string Name => ServiceManagers.Systemd;

    private AopsLayout Layout => context.Layout;

    public Task InstallAsync(string version, CancellationToken cancellation) => AskAsync(manager =>
    {
        if (UnitFiles.Write(Layout, version) is { Count: > 0 } missing)
        {
            throw new ServiceException(
                $"version {version} brings no {string.Join(", ", missing)}; install it with --service-manager direct",
                ExitCodes.BadData);
        }
        context.Progress.Detail("registering with systemd");
        // Whoever installs wants it to run, also after an earlier ban.
        foreach (var unit in Pair)
            if (manager.Status(unit).LoadState == "masked") manager.Unmask(unit);
        manager.Enable(Pair);
        manager.Reload();
    }, cancellation);

    public Task StartAsync(CancellationToken cancellation) => AskAsync(manager =>
    {
        Durable.Delete(Layout.StopMarker);
        var jobs = new List<UnitJob>();
        // spm first, so that spa finds it.
        foreach (var unit in Pair.Reverse())
        {
            manager.ResetFailed(unit);
            jobs.Add(manager.Start(unit));
        }
        foreach (var job in jobs)
        {
            context.Progress.Detail($"waiting for {job.Unit}");
            var result = manager.Wait(job, StartTime, cancellation);
            // A job that was replaced is a start that the other half asked for.
            if (result is JobResult.Done or JobResult.Canceled) continue;
            throw new ServiceException(
                $"{job.Unit} did not start ({result.ToString().ToLowerInvariant()}); see 'journalctl -u {job.Unit}'; "
                + "systemd and the other half try on", ExitCodes.Failure);
        }
    }, cancellation);

    public Task StopAsync(TimeSpan patience, CancellationToken cancellation) => AskAsync(manager =>
    {
        var jobs = Pair.Select(unit => TryStop(manager, unit)).OfType<UnitJob>().ToList();
        foreach (var job in jobs)
        {
            context.Progress.Detail($"waiting for {job.Unit}");
            manager.Wait(job, patience, cancellation);
        }
        // With everything else in it: sub-agents that a manager that was killed could not stop.
        if (TryStop(manager, UnitNames.Slice) is { } rest) manager.Wait(rest, SliceTime, cancellation);
    }, cancellation);

    public Task RemoveAsync(CancellationToken cancellation) => AskAsync(manager =>
    {
        if (UnitFiles.Find(Layout, UnitNames.Of(Role.Spm)) is null) return;
        manager.Disable(Pair);
        UnitFiles.Delete(Layout);
        manager.Reload();
        foreach (var unit in Pair) manager.ResetFailed(unit);
    }, cancellation);

    /// <summary>Has systemd read the unit files anew; what runs goes on.</summary>
    /// <param name="cancellation">Gives up.</param>
    internal static Task ReloadAsync(CancellationToken cancellation) =>
        AskAsync(static manager => manager.Reload(), cancellation);

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

    // A thread of its own: the client waits on it, and what it waits for is read on threads of the pool.
    private static Task AskAsync(Action<SystemdClient> ask, CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Ask(ask), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

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
