namespace Aops.Hosting.Connections;

/// <summary>An event of the connection's state machine.</summary>
public abstract record ConnectionEvent
{
    /// <summary>This host is going to use an identity, perhaps a different one than before.</summary>
    /// <param name="Identity">SHA-256 of the identity.</param>
    /// <param name="Files">What conf.yml and ca.pem specify.</param>
    public sealed record Enrolled(string Identity, FileConnection Files) : ConnectionEvent;

    /// <summary>conf.yml and ca.pem were read.</summary>
    /// <param name="Files">What they specify.</param>
    public sealed record FilesRead(FileConnection Files) : ConnectionEvent;

    /// <summary>A signed target of an unseen generation requests a connection.</summary>
    /// <param name="Candidate">The requested connection.</param>
    public sealed record Signed(long Generation, ServerConnection Candidate) : ConnectionEvent;

    /// <summary>A signed target cannot be applied on this host.</summary>
    /// <param name="Reason">A clause without a full stop.</param>
    public sealed record SignedRefused(long Generation, string Reason) : ConnectionEvent;

    /// <summary>A heartbeat was accepted.</summary>
    /// <param name="By">The connection over which it was sent.</param>
    public sealed record Accepted(ServerConnection By) : ConnectionEvent;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : ConnectionEvent;

    /// <summary>Both servers were asked whether they accept this host.</summary>
    /// <param name="Proven">The outcome over the proven connection.</param>
    /// <param name="Candidate">The outcome over the candidate.</param>
    public sealed record Asked(WitnessOutcome Proven, WitnessOutcome Candidate) : ConnectionEvent;

    /// <summary>ca.pem was written from the proven connection.</summary>
    public sealed record AuthorityWritten : ConnectionEvent;
}
