using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Systemd;

/// <summary>
/// Calls systemd (org.freedesktop.systemd1(5)) to start, stop and change units, and to query them. It uses the
/// system bus, to which it connects at the first call and again after a lost connection; if the bus does not reply,
/// it runs <c>systemctl</c>. <see cref="Close"/> releases the connection.
/// <para>Threads: for one thread at a time, and not a pool thread: every call blocks, at most for the times in
/// <see cref="SystemdOptions"/>.</para>
/// <para>Every member throws <see cref="SystemdException"/> if systemd refuses or is not reached.</para>
/// </summary>
public sealed class SystemdClient : IDisposable
{
    private readonly SystemdRoutes _routes;
    private readonly UnitWaits _waits;

    /// <summary>Makes one that is not connected yet, for the systemd of this host.</summary>
    public SystemdClient()
        : this(new SystemdOptions())
    {
    }

    /// <summary>Makes one that is not connected yet.</summary>
    /// <param name="options">Where systemd is, and how long it is waited for.</param>
    public SystemdClient(SystemdOptions options)
    {
        _routes = new SystemdRoutes(options);
        _waits = new UnitWaits(_routes);
    }

    /// <summary>Asks for a unit's start.</summary>
    /// <returns>The job.</returns>
    public UnitJob Start(string unit) => Queue(UnitVerb.Start, unit);

    /// <summary>Asks for a unit's stop.</summary>
    /// <returns>The job.</returns>
    public UnitJob Stop(string unit) => Queue(UnitVerb.Stop, unit);

    /// <summary>Asks for a unit's stop and start.</summary>
    /// <returns>The job.</returns>
    public UnitJob Restart(string unit) => Queue(UnitVerb.Restart, unit);

    /// <summary>Starts a unit that is described by properties instead of a file.</summary>
    /// <returns>The job.</returns>
    /// <exception cref="SystemdException">
    /// With <see cref="SystemdErrors.UnitExists"/>: a unit of this name is loaded.
    /// </exception>
    public UnitJob StartTransient(TransientUnit unit)
    {
        Arguments.Check(unit);
        var mayBeDone = false;
        try
        {
            return _waits.Note(_routes.Ask(route =>
            {
                try
                {
                    return route.StartTransient(unit);
                }
                catch (SystemdException e) when (e is { IsDisconnected: true, IsUnsent: false })
                {
                    mayBeDone = true;
                    throw;
                }
            }));
        }
        catch (SystemdException e) when (mayBeDone && e.Name == SystemdErrors.UnitExists)
        {
            // The unit exists because an earlier try succeeded and only its reply was lost.
            return Start(unit.Name);
        }
    }

    /// <summary>Waits for the end of a job.</summary>
    /// <param name="job">The job, queued by this instance.</param>
    /// <param name="time">Longest wait.</param>
    /// <param name="cancellationToken">Gives up; the job goes on.</param>
    public JobResult Wait(UnitJob job, TimeSpan time, CancellationToken cancellationToken) =>
        _waits.ForJob(job, time, cancellationToken);

    /// <summary>The result of a job, without waiting.</summary>
    /// <param name="job">The job, queued by this instance.</param>
    /// <returns>Null while it is in progress.</returns>
    public JobResult? ResultOf(UnitJob job) => _waits.ResultOf(job);

    /// <summary>Whether any job of a unit waits or runs.</summary>
    public bool HasJob(string unit) =>
        _routes.Ask(route => route.IsQueued(new UnitJob(Arguments.Unit(unit), UnitVerb.Start, "")));

    /// <summary>Waits until a unit satisfies a condition.</summary>
    /// <param name="fits">The condition.</param>
    /// <param name="time">Longest wait.</param>
    /// <returns>The status that was read last.</returns>
    public UnitStatus WaitUntil(
        string unit, Func<UnitStatus, bool> fits, TimeSpan time, CancellationToken cancellationToken) =>
        _waits.ForUnit(Arguments.Unit(unit), fits, time, cancellationToken);

    /// <summary>Sends a signal to processes of a unit.</summary>
    /// <param name="who"><c>main</c>, <c>control</c> or <c>all</c>.</param>
    /// <returns>Whether there was such a unit with a process.</returns>
    public bool Kill(string unit, string who, int signal) => Try(
        route => route.Kill(Arguments.Unit(unit), who, signal),
        SystemdErrors.NoSuchUnit, SystemdErrors.NoSuchProcess);

    /// <summary>Makes systemd forget that a unit failed, and how often it was started.</summary>
    /// <returns>Whether there was such a unit.</returns>
    public bool ResetFailed(string unit) =>
        Try(route => route.ResetFailed(Arguments.Unit(unit)), SystemdErrors.NoSuchUnit);

    /// <summary>Makes systemd read all unit files again.</summary>
    public void Reload() => Do(static route => route.Reload());

    /// <summary>Makes unit files outside of the search path known to systemd.</summary>
    /// <param name="files">Absolute paths.</param>
    public void Link(IReadOnlyList<string> files) =>
        Do(route => route.Link(files.Select(Arguments.File).ToArray()));

    /// <summary>Makes units start at boot, as their <c>[Install]</c> says.</summary>
    public void Enable(IReadOnlyList<string> units) =>
        Do(route => route.Enable(units.Select(Arguments.Unit).ToArray()));

    /// <summary>Makes units not start at boot, and forgets links to them.</summary>
    public void Disable(IReadOnlyList<string> units) =>
        Do(route => route.Disable(units.Select(Arguments.Unit).ToArray()));

    /// <summary>Unmasks a unit, permanently and for this boot.</summary>
    public void Unmask(string unit)
    {
        Do(route => route.Unmask(Arguments.Unit(unit)));
        Reload();
    }

    /// <summary>How a unit is; one that is not there is <c>not-found</c> and <c>inactive</c>.</summary>
    public UnitStatus Status(string unit) => _routes.Ask(route => route.Status(Arguments.Unit(unit)));

    /// <summary>
    /// All units that are loaded. Commands cut the list at 64 KiB; the bus gives the whole one.
    /// </summary>
    public IReadOnlyList<ListedUnit> ListUnits() => _routes.Ask(static route => route.ListUnits());

    /// <summary>Why a service does not run, in words; null if it runs.</summary>
    /// <param name="unit">The service.</param>
    public string? TroubleOf(string unit) => _routes.Ask(route => route.TroubleOf(Arguments.Unit(unit))).Sentence;

    /// <summary>How the main process of a service ended last.</summary>
    /// <param name="unit">The service.</param>
    /// <returns>Null if it runs, or never ran.</returns>
    public MainExit? ExitOf(string unit) => _routes.Ask(route => route.ExitOf(Arguments.Unit(unit)));

    /// <summary>Why a service ended last, as systemd judges it.</summary>
    /// <param name="unit">The service.</param>
    /// <returns>Null if it is not loaded.</returns>
    public ServiceEnd? EndOf(string unit) => _routes.Ask(route => route.EndOf(Arguments.Unit(unit)));

    /// <summary>
    /// State of the whole (org.freedesktop.systemd1(5), SystemState): <c>running</c>, <c>degraded</c>, <c>stopping</c>,
    /// <c>maintenance</c>, <c>starting</c>, <c>initializing</c>.
    /// </summary>
    public string SystemState() => _routes.Ask(static route => route.SystemState());

    /// <summary>Reads a number that a unit has as a property, for instance <c>MemoryMax</c>.</summary>
    /// <param name="unit">The service.</param>
    /// <param name="name">Name of a 64-bit property of services.</param>
    public ulong ReadUInt64(string unit, string name) =>
        _routes.Ask(route => route.ReadUInt64(Arguments.Unit(unit), name));

    /// <summary>Closes the connection until the next call; jobs that were not waited for are forgotten.</summary>
    public void Close()
    {
        _waits.Clear();
        _routes.Dispose();
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => Close();

    private UnitJob Queue(UnitVerb verb, string unit)
    {
        Arguments.Unit(unit);
        return _waits.Note(_routes.Ask(route => route.Queue(verb, unit)));
    }

    private void Do(Action<ISystemdRoute> act) => _routes.Ask(route =>
    {
        act(route);
        return true;
    });

    private bool Try(Action<ISystemdRoute> act, params string[] expected)
    {
        try
        {
            Do(act);
            return true;
        }
        catch (SystemdException e) when (expected.Contains(e.Name))
        {
            return false;
        }
    }
}
