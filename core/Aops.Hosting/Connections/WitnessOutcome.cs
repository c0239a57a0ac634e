namespace Aops.Hosting.Connections;

/// <summary>What a server says to one request in the name of this host.</summary>
public abstract record WitnessOutcome
{
    /// <summary>The server knows this host and its token.</summary>
    public sealed record Accepted : WitnessOutcome
    {
        /// <summary>The version whose heartbeat the server accepted last; null if it does not say.</summary>
        public string? HeardVersion { get; init; }

        /// <summary>How long ago that was by the server's clock, in seconds.</summary>
        public double? HeardSecondsAgo { get; init; }
    }

    /// <summary>The server was reached and does not accept this host.</summary>
    /// <param name="Reason">A sentence without an end.</param>
    public sealed record Refused(string Reason) : WitnessOutcome;

    /// <summary>No answer that says anything of this host: the server, its certificate or the network is at fault.</summary>
    /// <param name="Reason">A sentence without an end.</param>
    public sealed record Unreachable(string Reason) : WitnessOutcome;
}
