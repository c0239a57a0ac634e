using Aops.Contracts.Wire;

namespace Aops.Spm.Heartbeats;

/// <summary>How one heartbeat ended.</summary>
internal abstract record HeartbeatOutcome
{
    /// <summary>The server answered.</summary>
    public sealed record Accepted(ServerReply Reply) : HeartbeatOutcome;

    /// <summary>The server, the network or the reply failed; tried again with backoff.</summary>
    /// <param name="Reason">A clause without a full stop.</param>
    /// <param name="RetryAfter">What the server asked for (429, 503), or null.</param>
    /// <param name="IsIdentityRefused">Whether the server does not know the identity.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null, bool IsIdentityRefused = false)
        : HeartbeatOutcome
    {
        /// <summary>Whether the server replied with a refusal.</summary>
        public bool IsRefused { get; init; }
    }

    /// <summary>
    /// The identity belongs to another machine. This host is a clone of it and has to register for an
    /// identity of its own.
    /// </summary>
    /// <param name="Reason">A clause without a full stop.</param>
    public sealed record OtherMachine(string Reason) : HeartbeatOutcome;

    /// <summary>The clone is registered.</summary>
    /// <param name="Reply">The reply with the new identity.</param>
    public sealed record Registered(RegisterReply Reply) : HeartbeatOutcome;

    /// <summary>
    /// The status of this host changed while the server held the request; the next heartbeat carries the
    /// change.
    /// </summary>
    public sealed record Superseded : HeartbeatOutcome;
}
