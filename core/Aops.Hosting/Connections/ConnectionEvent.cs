namespace Aops.Hosting.Connections;

/// <summary>What can happen to the connection of a host.</summary>
public abstract record ConnectionEvent
{
    /// <summary>This host is going to send under an identity, perhaps another one than before.</summary>
    /// <param name="Identity">SHA-256 of the identity.</param>
    /// <param name="Files">What the files say.</param>
    public sealed record Enrolled(string Identity, FileConnection Files) : ConnectionEvent;

    /// <summary>The files were read.</summary>
    /// <param name="Files">What they say.</param>
    public sealed record FilesRead(FileConnection Files) : ConnectionEvent;

    /// <summary>A signed target of a generation that was not seen before asks for a connection.</summary>
    /// <param name="Generation">Its generation.</param>
    /// <param name="Candidate">The connection.</param>
    public sealed record Signed(long Generation, ServerConnection Candidate) : ConnectionEvent;

    /// <summary>A signed target cannot be taken on this host.</summary>
    /// <param name="Generation">Its generation.</param>
    /// <param name="Reason">Why, a sentence without an end.</param>
    public sealed record SignedRefused(long Generation, string Reason) : ConnectionEvent;

    /// <summary>A heartbeat was accepted.</summary>
    /// <param name="By">The connection that it was sent over.</param>
    public sealed record Accepted(ServerConnection By) : ConnectionEvent;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : ConnectionEvent;

    /// <summary>Both servers were asked whether they accept this host.</summary>
    /// <param name="Proven">What the proven connection brought.</param>
    /// <param name="Candidate">What the candidate brought.</param>
    public sealed record Asked(WitnessOutcome Proven, WitnessOutcome Candidate) : ConnectionEvent;

    /// <summary>ca.pem was written from the proven connection.</summary>
    public sealed record AuthorityWritten : ConnectionEvent;
}
