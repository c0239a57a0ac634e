namespace Aops.Spm.Heartbeats;

/// <summary>Where the talk with the server stands: read by status, written by <see cref="HeartbeatService"/> only.</summary>
internal sealed class HeartbeatState
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _lastAcceptedAt;
    private string? _fault;

    public DateTimeOffset? LastAcceptedAt
    {
        get { lock (_gate) return _lastAcceptedAt; }
    }

    /// <summary>Why the last heartbeat failed and what happens next; null while they are accepted.</summary>
    public string? Fault
    {
        get { lock (_gate) return _fault; }
    }

    public void Accept(DateTimeOffset at)
    {
        lock (_gate) (_lastAcceptedAt, _fault) = (at, null);
    }

    public void Fail(string fault)
    {
        lock (_gate) _fault = fault;
    }
}
