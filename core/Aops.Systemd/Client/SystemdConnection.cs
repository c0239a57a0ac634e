using Aops.Native;
using Aops.Native.Systemd;

namespace Aops.Systemd.Client;

/// <summary>
/// The connection to systemd, made when it is needed and made anew when it was lost.
/// <para>Root speaks with systemd on its own socket, as systemctl does: no broker stands between, so that a bus that
/// is down or starts anew keeps nobody from reviving the other half. Others take the system bus.</para>
/// <para>A connection is only open while something is asked: systemd tells everyone on its own socket of every change
/// of every unit, and whoever only waits would wake for each.</para>
/// </summary>
internal sealed class SystemdConnection(string? socket) : IDisposable
{
    internal const string Destination = "org.freedesktop.systemd1";
    internal const string Path = "/org/freedesktop/systemd1";
    internal const string Interface = "org.freedesktop.systemd1.Manager";
    private const string OwnSocket = "/run/systemd/private";
    private const string SystemBus = "unix:path=/run/dbus/system_bus_socket";

    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan ReconnectTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectWait = TimeSpan.FromMilliseconds(20);

    private SdBus? _bus;

    /// <summary>
    /// Calls a method. When systemd executes itself anew, or the bus is restarted, or a signal ends the wait for the
    /// answer, the call is made again on a new connection: what is asked here does no harm when it is done twice.
    /// </summary>
    /// <param name="path">Path of the object.</param>
    /// <param name="interface">The interface.</param>
    /// <param name="member">The method.</param>
    /// <param name="append">Appends its arguments.</param>
    /// <param name="onRepeat">Called before each further try.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="SdBusException">It was refused, or systemd does not answer.</exception>
    public SdBusMessage Call(
        string path, string @interface, string member, Action<SdBusMessage>? append = null, Action? onRepeat = null)
    {
        var began = Environment.TickCount64;
        while (true)
        {
            try
            {
                var bus = _bus ??= Open();
                var call = bus.NewCall(Destination, path, @interface, member);
                append?.Invoke(call);
                return bus.Call(call, member, CallTime);
            }
            catch (SdBusException e) when ((e.IsDisconnected || e.Errno == Errno.EINTR)
                && Environment.TickCount64 - began < ReconnectTime.TotalMilliseconds)
            {
                Close();
                onRepeat?.Invoke();
                Thread.Sleep(ReconnectWait);
            }
        }
    }

    /// <summary>Takes the next signal.</summary>
    /// <param name="time">Longest wait.</param>
    /// <param name="isLost">Whether the connection was lost, and signals with it.</param>
    /// <returns>The signal, or null if none came.</returns>
    public SdBusMessage? Next(TimeSpan time, out bool isLost)
    {
        isLost = _bus is null;
        try
        {
            return _bus?.Next(time);
        }
        catch (SdBusException e) when (e.IsDisconnected)
        {
            Close();
            isLost = true;
            return null;
        }
    }

    /// <summary>Closes the connection; the next call opens another one.</summary>
    public void Close()
    {
        _bus?.Dispose();
        _bus = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private SdBus Open()
    {
        if (socket is not null) return SdBus.OpenPeer(socket);
        if (CurrentUser.IsRoot && File.Exists(OwnSocket)) return SdBus.OpenPeer(OwnSocket);
        var bus = SdBus.OpenBroker(Environment.GetEnvironmentVariable("DBUS_SYSTEM_BUS_ADDRESS") ?? SystemBus);
        try
        {
            Subscribe(bus);
            return bus;
        }
        catch
        {
            bus.Dispose();
            throw;
        }
    }

    // On its own socket systemd tells everyone everything; a broker passes on what it was asked for.
    private static void Subscribe(SdBus bus)
    {
        const string broker = "org.freedesktop.DBus";
        var match = bus.NewCall(broker, "/org/freedesktop/DBus", broker, "AddMatch");
        match.Append($"type='signal',sender='{Destination}'");
        bus.Call(match, "AddMatch", CallTime).Dispose();
        bus.Call(bus.NewCall(Destination, Path, Interface, "Subscribe"), "Subscribe", CallTime).Dispose();
    }
}
