using System.Text;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Bus;

/// <summary>
/// Queues signals of systemd until they are taken. The thread that reads the connection adds them, the waiting
/// thread takes them. Beyond <see cref="SignalsMax"/> the oldest is dropped, and the waiting thread learns that
/// signals were lost.
/// </summary>
internal sealed class SignalQueue
{
    /// <summary>Most signals that are queued.</summary>
    public const int SignalsMax = 256;

    private static readonly byte[] Broker = Encoding.ASCII.GetBytes(BusNames.Broker);

    private readonly object _gate = new();
    private readonly Queue<BusSignal> _signals = new();
    private byte[] _owner = [];
    private bool _isLost;
    private bool _isEnded;

    /// <summary>Whether the connection is lost and all signals were taken.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_gate) return _isEnded && _signals.Count == 0;
        }
    }

    /// <summary>Sets systemd's connection; signals of any other sender are ignored.</summary>
    /// <param name="owner">Unique name of the connection.</param>
    public void SetOwner(string owner) => _owner = Encoding.UTF8.GetBytes(owner);

    /// <summary>Parses a signal.</summary>
    /// <returns>Null if the message is not a signal that is waited for.</returns>
    public BusSignal? Read(Message message)
    {
        if (message.Sender.SequenceEqual(Broker)) ReadOwner(message);
        else if (_owner.Length > 0 && message.Sender.SequenceEqual(_owner)) return ReadOwn(message);
        return null;
    }

    /// <summary>Queues a signal.</summary>
    public void Add(BusSignal signal)
    {
        lock (_gate)
        {
            if (_signals.Count >= SignalsMax)
            {
                _signals.Dequeue();
                _isLost = true;
            }
            _signals.Enqueue(signal);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Marks the connection as lost.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the next signal.</summary>
    /// <param name="time">Longest wait.</param>
    /// <param name="isLost">Whether signals may have been lost, or the connection is gone.</param>
    /// <returns>The signal, or null if none came.</returns>
    public BusSignal? Take(TimeSpan time, out bool isLost)
    {
        var until = Environment.TickCount64 + (long)time.TotalMilliseconds;
        lock (_gate)
        {
            while (true)
            {
                if (_signals.TryDequeue(out var signal))
                {
                    isLost = false;
                    return signal;
                }
                isLost = _isLost || _isEnded;
                _isLost = false;
                var left = until - Environment.TickCount64;
                if (isLost || left <= 0) return null;
                Monitor.Wait(_gate, (int)Math.Min(left, int.MaxValue));
            }
        }
    }

    // systemd re-executed itself or was restarted: it has another connection, and signals in between are lost.
    private void ReadOwner(Message message)
    {
        if (!message.Member.SequenceEqual("NameOwnerChanged"u8) || !message.Signature.SequenceEqual("sss"u8)) return;
        var body = message.GetBodyReader();
        if (body.ReadString() != BusNames.Systemd) return;
        body.ReadString();
        SetOwner(body.ReadString());
        lock (_gate)
        {
            _isLost = true;
            Monitor.PulseAll(_gate);
        }
    }

    private static BusSignal? ReadOwn(Message message)
    {
        if (message.Member.SequenceEqual("PropertiesChanged"u8))
            return new BusSignal.UnitChanged(message.PathAsString ?? "");
        if (!message.Member.SequenceEqual("JobRemoved"u8) || !message.Signature.SequenceEqual("uoss"u8)) return null;
        var body = message.GetBodyReader();
        body.ReadUInt32();
        var path = body.ReadObjectPathAsString();
        body.ReadString();
        return new BusSignal.JobRemoved(path, body.ReadString());
    }
}
