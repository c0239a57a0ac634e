using Aops.Contracts;
using Aops.Contracts.Local;

namespace Aops.Spm.Heartbeats;

/// <summary>State of the heartbeats: written by <see cref="HeartbeatService"/> alone, read by status.</summary>
internal sealed class HeartbeatState
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _lastAcceptedAt;
    private string? _fault;
    private long _accepted;
    private long _failed;
    private bool _isRefused;

    /// <summary>
    /// Raised when the next heartbeat must be sent at once: the judge of a trial knows that the server can
    /// be reached.
    /// </summary>
    public event Action? Woken;

    public DateTimeOffset? LastAcceptedAt
    {
        get { lock (_gate) return _lastAcceptedAt; }
    }

    /// <summary>Why the last heartbeat failed, and what happens next; null while heartbeats are accepted.</summary>
    public string? Fault
    {
        get { lock (_gate) return _fault; }
    }

    /// <summary>Counts of accepted and failed heartbeats of this process.</summary>
    public HeartbeatTally Tally
    {
        get
        {
            lock (_gate)
            {
                var fault = _fault?.Length > Limits.HeartbeatFaultCharsMax
                    ? _fault[..Limits.HeartbeatFaultCharsMax]
                    : _fault;
                return new() { Accepted = _accepted, Failed = _failed, IsRefused = _isRefused, Fault = fault };
            }
        }
    }

    public void Accept(DateTimeOffset at)
    {
        lock (_gate) (_lastAcceptedAt, _fault, _accepted) = (at, null, _accepted + 1);
    }

    /// <summary>Records a failed heartbeat.</summary>
    /// <param name="fault">Why it failed, and what happens next.</param>
    /// <param name="isRefused">Whether the server replied.</param>
    public void Fail(string fault, bool isRefused = false)
    {
        lock (_gate) (_fault, _failed, _isRefused) = (fault, _failed + 1, isRefused);
    }

    public void Wake() => Woken?.Invoke();
}
