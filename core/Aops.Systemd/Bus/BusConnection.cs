using Aops.Systemd.Client;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>
/// One connection to a broker, with blocking calls. A lost connection stays lost; its owner opens another one.
/// <para>Threads: a call writes on the caller's thread, which blocks until the reply or the timeout. Replies and
/// signals are read on pool threads, never on a caller's; if the pool has no free thread, calls time out, so no
/// call waits for ever. Callers therefore must not be pool threads.</para>
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

    /// <summary>The signals received from systemd.</summary>
    public SignalQueue Signals => _signals;

    /// <summary>Whether systemd was asked to send signals on this connection.</summary>
    public bool IsSubscribed { get; set; }

    /// <summary>Connects.</summary>
    /// <param name="address">Address of the broker.</param>
    /// <param name="time">Longest wait in all.</param>
    /// <exception cref="SystemdException">No broker listens or replies, or this user may not connect.</exception>
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
            // The connection was lost before the call.
            throw SystemdException.Disconnected(call.Member, $"{_address} is gone: {e.Message}", e);
        }
    }

    /// <summary>Sends a call without a reply; a lost message is not a failure.</summary>
    public void Send(BusCall call)
    {
        try
        {
            _connection.TrySendMessage(Write(call, MessageFlags.NoReplyExpected | MessageFlags.NoAutoStart));
        }
        catch (Exception e) when (e is DBusExceptionBase or ObjectDisposedException or InvalidOperationException)
        {
            // The next call fails in the same way and reports it.
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
        // Match rules are added one by one, because the library's own rules lack arg2.
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
        // The task ends when the connection is closed; its exception is observed here and ignored.
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
