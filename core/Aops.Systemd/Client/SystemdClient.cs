using Aops.Native.Systemd;

namespace Aops.Systemd.Client;

/// <summary>
/// Asks systemd (org.freedesktop.systemd1(5)) to start, stop and change units, and for how they are. For one thread at
/// a time. It connects at the first call and again when the connection was lost; <see cref="Close"/> lets go of it for
/// a while.
/// <para>Every member throws <see cref="SdBusException"/> when systemd refuses or does not answer.</para>
/// </summary>
public sealed partial class SystemdClient : IDisposable
{
    private readonly SystemdConnection _connection;

    /// <summary>Makes one that is not connected yet.</summary>
    /// <param name="socket">systemd's own socket; null for the one of this host, or the system bus.</param>
    public SystemdClient(string? socket = null) => _connection = new SystemdConnection(socket);

    /// <summary>Asks for a unit's start.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The job.</returns>
    public UnitJob Start(string unit) => Queue("StartUnit", "start", unit);

    /// <summary>Asks for a unit's stop.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The job.</returns>
    public UnitJob Stop(string unit) => Queue("StopUnit", "stop", unit);

    /// <summary>Asks for a unit's stop and start.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The job.</returns>
    public UnitJob Restart(string unit) => Queue("RestartUnit", "restart", unit);

    /// <summary>Sends a signal to processes of a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="who"><c>main</c>, <c>control</c> or <c>all</c>.</param>
    /// <param name="signal">The signal.</param>
    /// <returns>Whether there was such a unit with a process.</returns>
    public bool Kill(string unit, string who, int signal) => Try(
        "KillUnit", m => m.Append(unit).Append(who).Append(signal),
        SystemdErrors.NoSuchUnit, SystemdErrors.NoSuchProcess);

    /// <summary>Makes systemd forget that a unit failed, and how often it was started.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>Whether there was such a unit.</returns>
    public bool ResetFailed(string unit) =>
        Try("ResetFailedUnit", m => m.Append(unit), SystemdErrors.NoSuchUnit);

    /// <summary>Makes systemd read all unit files anew.</summary>
    public void Reload() => Manage("Reload").Dispose();

    /// <summary>Makes files from elsewhere known as units.</summary>
    /// <param name="files">Absolute paths.</param>
    public void Link(IEnumerable<string> files) =>
        Manage("LinkUnitFiles", m => m.Append(files).Append(false).Append(true)).Dispose();

    /// <summary>Makes units start at boot, as their <c>[Install]</c> says.</summary>
    /// <param name="units">The units.</param>
    public void Enable(IEnumerable<string> units) =>
        Manage("EnableUnitFiles", m => m.Append(units).Append(false).Append(true)).Dispose();

    /// <summary>Makes units not start at boot, and forgets links to them.</summary>
    /// <param name="units">The units.</param>
    public void Disable(IEnumerable<string> units) =>
        Manage("DisableUnitFiles", m => m.Append(units).Append(false)).Dispose();

    /// <summary>Takes back that units were forbidden, for good and until the next boot.</summary>
    /// <param name="unit">The unit.</param>
    public void Unmask(string unit)
    {
        foreach (var isRuntime in new[] { false, true })
            Manage("UnmaskUnitFiles", m => m.Append([unit]).Append(isRuntime)).Dispose();
        Reload();
    }

    /// <summary>Closes the connection until the next call.</summary>
    public void Close() => _connection.Close();

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _connection.Dispose();

    private UnitJob Queue(string method, string verb, string unit)
    {
        // A job that contradicts gives way; one of a shutdown does not, and then this is refused.
        using var reply = Manage(method, m => m.Append(unit).Append("replace"));
        return Note(new UnitJob(unit, verb, reply.ReadString('o')));
    }

    private bool Try(string method, Action<SdBusMessage> append, params string[] expected)
    {
        try
        {
            Manage(method, append).Dispose();
            return true;
        }
        catch (SdBusException e) when (expected.Contains(e.Name))
        {
            return false;
        }
    }

    private SdBusMessage Manage(string method, Action<SdBusMessage>? append = null, Action? onRepeat = null) =>
        _connection.Call(SystemdConnection.Path, SystemdConnection.Interface, method, append, onRepeat);
}
