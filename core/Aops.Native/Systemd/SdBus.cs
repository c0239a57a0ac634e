using System.Runtime.InteropServices;

namespace Aops.Native.Systemd;

/// <summary>
/// One connection to a D-Bus (sd-bus(3)). For one thread at a time: sd-bus knows no locks. A connection that was lost
/// stays lost; its owner opens another one.
/// </summary>
public sealed unsafe class SdBus : IDisposable
{
    private readonly SdBusHandle _bus;
    private readonly string _address;

    private SdBus(nint bus, string address)
    {
        _bus = new SdBusHandle(bus);
        _address = address;
    }

    /// <summary>Connects to a service that listens on a socket of its own, without a broker between.</summary>
    /// <param name="socket">Path of the socket.</param>
    /// <exception cref="SdBusException">Nobody listens, or this user may not connect, or libsystemd is missing.</exception>
    public static SdBus OpenPeer(string socket) => Open("unix:path=" + socket, isBroker: false);

    /// <summary>Connects to a broker, for instance the system bus.</summary>
    /// <param name="address">Its address, as the D-Bus specification has it.</param>
    /// <exception cref="SdBusException">Nobody listens, or this user may not connect, or libsystemd is missing.</exception>
    public static SdBus OpenBroker(string address) => Open(address, isBroker: true);

    /// <summary>Begins a method call.</summary>
    /// <param name="destination">Name of the service.</param>
    /// <param name="path">Path of the object.</param>
    /// <param name="interface">The interface.</param>
    /// <param name="member">The method.</param>
    public SdBusMessage NewCall(string destination, string path, string @interface, string member)
    {
        Check(member, path, SdBusCalls.NewMethodCall(_bus, out var message, destination, path, @interface, member));
        return new SdBusMessage(message, $"{@interface}.{member}");
    }

    /// <summary>Sends a call and waits for its answer. Signals that arrive meanwhile are kept for <see cref="Next"/>.</summary>
    /// <param name="call">The call; it is let go of.</param>
    /// <param name="name">What it is called in a fault.</param>
    /// <param name="timeout">Longest wait.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="SdBusException">An error was the answer, or none came.</exception>
    public SdBusMessage Call(SdBusMessage call, string name, TimeSpan timeout)
    {
        var error = default(SdBusCalls.BusError);
        using (call)
        {
            var result = SdBusCalls.Call(_bus, call.Handle, Microseconds(timeout), &error, out var reply);
            if (result >= 0) return new SdBusMessage(reply, name);
            try
            {
                throw error.Name == 0
                    ? SdBusException.Of(name, "on " + _address, result)
                    : SdBusException.Of(
                        name, Marshal.PtrToStringUTF8(error.Name)!, Marshal.PtrToStringUTF8(error.Message), result);
            }
            finally
            {
                SdBusCalls.FreeError(&error);
            }
        }
    }

    /// <summary>Takes the next message that is no answer to a call: a signal.</summary>
    /// <param name="timeout">Longest wait for one.</param>
    /// <returns>The message, or null if none came.</returns>
    /// <exception cref="SdBusException">The connection was lost.</exception>
    public SdBusMessage? Next(TimeSpan timeout)
    {
        var until = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            var result = Check("sd_bus_process", _address, SdBusCalls.Process(_bus, out var message));
            if (message != 0) return new SdBusMessage(message, _address);
            // Something that needs no answer of ours was worked through: there may be more.
            if (result > 0) continue;
            var left = until - Environment.TickCount64;
            if (left <= 0) return null;
            var waited = SdBusCalls.Wait(_bus, (ulong)left * 1000);
            if (waited != -Errno.EINTR) Check("sd_bus_wait", _address, waited);
        }
    }

    /// <summary>Sends what is queued, and closes the connection.</summary>
    public void Dispose() => _bus.Dispose();

    private static SdBus Open(string address, bool isBroker)
    {
        nint bus = 0;
        try
        {
            Check("sd_bus_new", address, SdBusCalls.New(out bus));
            Check("sd_bus_set_address", address, SdBusCalls.SetAddress(bus, address));
            Check("sd_bus_set_bus_client", address, SdBusCalls.SetBusClient(bus, isBroker ? 1 : 0));
            Check("sd_bus_start", address, SdBusCalls.Start(bus));
            return new SdBus(bus, address);
        }
        catch (DllNotFoundException)
        {
            throw SdBusException.LibraryMissing();
        }
        catch
        {
            if (bus != 0) SdBusCalls.Unref(bus);
            throw;
        }
    }

    private static ulong Microseconds(TimeSpan time) => (ulong)Math.Max(1, time.TotalMicroseconds);

    private static int Check(string call, string subject, int result) =>
        result >= 0 ? result : throw SdBusException.Of(call, subject, result);
}
