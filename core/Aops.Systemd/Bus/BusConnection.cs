using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>
/// One connection to a broker, with calls that wait. A connection that was lost stays lost; its owner opens another.
/// <para>Threads: a call writes on the thread of its caller, which then blocks until the answer or its time. Answers and
/// signals are read on threads of the pool, never on that of a caller; a pool without a free thread makes a call time
/// out, and nothing waits for ever. So callers are threads of their own, and none is one of the pool.</para>
/// </summary>
internal sealed class BusConnection : IDisposable
{
    private const string PrivateSocket = "/run/systemd/private";

    private readonly DBusConnection _connection;
    private readonly SignalQueue _signals = new();
    private readonly string _address;

    private BusConnection(string address)
    {
        _address = address;
        _connection = new DBusConnection(new BusOptions(address));
    }

    /// <summary>What systemd told.</summary>
    public SignalQueue Signals => _signals;

    /// <summary>Whether systemd was asked for signals on it.</summary>
    public bool IsSubscribed { get; set; }

    /// <summary>Connects.</summary>
    /// <param name="address">Address of the broker.</param>
    /// <param name="time">Longest wait in all.</param>
    /// <exception cref="SystemdException">Nobody listens or answers, or this user may not connect.</exception>
    public static BusConnection Open(string address, TimeSpan time)
    {
        var call = $"connection to {address}";
        if (address.Contains(PrivateSocket, StringComparison.Ordinal))
            throw SystemdException.Disconnected(call, "this is no bus, and does not answer as one");
        BusConnection? bus = null;
        try
        {
            bus = new BusConnection(address);
            Await(bus.ConnectAsync(), time, call, isConnecting: true);
            return bus;
        }
        catch (Exception e)
        {
            bus?.Dispose();
            if (e is SystemdException) throw;
            // The address is malformed.
            throw SystemdException.Disconnected(call, e.Message, e);
        }
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    /// <typeparam name="T">What the answer is read as.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads the answer, on the thread that reads the connection.</param>
    /// <param name="time">Longest wait.</param>
    /// <exception cref="SystemdException">An error was the answer, or none came.</exception>
    public T Call<T>(BusCall call, MessageValueReader<T> read, TimeSpan time)
    {
        try
        {
            return Await(_connection.CallMethodAsync(Write(call, MessageFlags.NoAutoStart), read), time, call.Member);
        }
        catch (Exception e) when (e is DBusExceptionBase or ObjectDisposedException)
        {
            // It was lost before the call.
            throw SystemdException.Disconnected(call.Member, $"{_address} is gone: {e.Message}", e);
        }
    }

    /// <summary>Sends a call without an answer; one that does not arrive is no failure.</summary>
    /// <param name="call">The call.</param>
    public void Send(BusCall call)
    {
        try
        {
            _connection.TrySendMessage(Write(call, MessageFlags.NoReplyExpected | MessageFlags.NoAutoStart));
        }
        catch (Exception e) when (e is DBusExceptionBase or ObjectDisposedException or InvalidOperationException)
        {
            // The next call meets the same fault, and says so.
        }
    }

    /// <summary>Closes the connection; calls that wait end.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _signals.End();
    }

    private async Task<bool> ConnectAsync()
    {
        await _connection.ConnectAsync().ConfigureAwait(false);
        // The rules that the broker has are added one by one, with what the library's own rules lack (arg2).
        await _connection.AddMatchAsync(
            new MatchRule { Type = MessageType.Signal },
            static (message, state) => ((SignalQueue)state!).Read(message),
            OnSignal, synchronizationContext: null,
            ObserverFlags.NoSubscribe | ObserverFlags.EmitOnConnectionFailed, _signals).ConfigureAwait(false);
        return true;
    }

    private void OnSignal(Notification<BusSignal?> notification)
    {
        if (notification.IsCompletion) _signals.End();
        else if (notification.Value is { } signal) _signals.Add(signal);
    }

    private MessageBuffer Write(BusCall call, MessageFlags flags)
    {
        var writer = _connection.GetMessageWriter();
        try
        {
            writer.WriteMethodCallHeader(
                call.Destination, call.Path, call.Interface, call.Member, call.Signature, flags);
            call.Write?.Invoke(ref writer);
            return writer.CreateMessage();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static T Await<T>(Task<T> task, TimeSpan time, string call, bool isConnecting = false)
    {
        try
        {
            if (task.Wait(time)) return task.Result;
        }
        catch (AggregateException e)
        {
            throw Translate(e.InnerException!, call, isConnecting);
        }
        // It ends when the connection is closed, and nobody hears of it then.
        task.ContinueWith(
            static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        throw SystemdException.TimedOut(call, time);
    }

    private static SystemdException Translate(Exception e, string call, bool isConnecting) => e switch
    {
        DBusErrorReplyException reply => SystemdException.Refused(call, reply.ErrorName, reply.ErrorMessage),
        DBusConnectionException or ObjectDisposedException or IOException or System.Net.Sockets.SocketException =>
            SystemdException.Disconnected(call, e.Message, e),
        _ when isConnecting => SystemdException.Disconnected(call, e.Message, e),
        _ => SystemdException.Malformed(call, e),
    };
}
