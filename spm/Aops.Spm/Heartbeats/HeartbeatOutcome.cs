using Aops.Contracts.Wire;

namespace Aops.Spm.Heartbeats;

/// <summary>How one heartbeat ended.</summary>
internal abstract record HeartbeatOutcome
{
    /// <summary>The server answered.</summary>
    public sealed record Accepted(ServerReply Reply) : HeartbeatOutcome;

    /// <summary>The server, the network or the answer failed; the sentence says how. Tried again with backoff.</summary>
    /// <param name="Reason">A sentence without an end.</param>
    /// <param name="RetryAfter">What the server asked for (429, 503), or null.</param>
    /// <param name="IsIdentityRefused">Whether the server does not know the identity that was shown.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null, bool IsIdentityRefused = false)
        : HeartbeatOutcome
    {
        /// <summary>Whether the server answered, and refused.</summary>
        public bool IsRefused { get; init; }
    }

    /// <summary>
    /// The identity belongs to another machine: this one is a clone of it, and has to register for one of its own.
    /// </summary>
    /// <param name="Reason">A sentence without an end.</param>
    public sealed record OtherMachine(string Reason) : HeartbeatOutcome;

    /// <summary>The clone is registered.</summary>
    /// <param name="Reply">Its own identity.</param>
    public sealed record Registered(RegisterReply Reply) : HeartbeatOutcome;

    /// <summary>News of this host came up while the server held the request: the next heartbeat carries it.</summary>
    public sealed record Superseded : HeartbeatOutcome;
}
