namespace Aops.Hosting.Connections;

/// <summary>A server's answer to the question whether it accepts this host.</summary>
public abstract record WitnessOutcome
{
    /// <summary>The server knows this host and its token.</summary>
    public sealed record Accepted : WitnessOutcome
    {
        /// <summary>
        /// The version whose heartbeat the server accepted last; null if the server does not report it.
        /// </summary>
        public string? HeardVersion { get; init; }

        /// <summary>Age of that heartbeat by the server's clock, in seconds.</summary>
        public double? HeardSecondsAgo { get; init; }
    }

    /// <summary>The server was reached and does not accept this host.</summary>
    /// <param name="Reason">A clause without a full stop.</param>
    public sealed record Refused(string Reason) : WitnessOutcome;

    /// <summary>
    /// No reply says whether the server accepts this host: the server, its certificate or the network is at fault.
    /// </summary>
    /// <param name="Reason">A clause without a full stop.</param>
    public sealed record Unreachable(string Reason) : WitnessOutcome;
}
