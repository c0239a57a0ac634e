namespace Aops.Hosting.Connections;

/// <summary>Content of <c>connection.json</c>: what is proven, and what is being tried. Every change is durable first.</summary>
public sealed record ConnectionRecord
{
    /// <summary>Version of this file; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>SHA-256 of the identity that it holds for.</summary>
    public required string Identity { get; init; }

    /// <summary>Where it stands.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>What the files said when they were last looked at.</summary>
    public required FileConnection Files { get; init; }

    /// <summary>The connection over which a heartbeat was accepted last; null in <see cref="ConnectionState.Unproven"/>.</summary>
    public ServerConnection? Proven { get; init; }

    /// <summary>What is tried; there in <see cref="ConnectionState.Probation"/> and <see cref="ConnectionState.Returned"/>.</summary>
    public ConnectionTrial? Trial { get; init; }

    /// <summary>Generation of the signed target that was taken last; 0 for none.</summary>
    public long Generation { get; init; }

    /// <summary>The newest signed target that did not work here.</summary>
    public FailedAuthority? Failed { get; init; }

    /// <summary>Whether ca.pem is still to be written from <see cref="Proven"/>.</summary>
    public bool WritesAuthority { get; init; }

    /// <summary>The connection in force; null while no server is set.</summary>
    public ServerConnection? InForce() => State switch
    {
        ConnectionState.Unproven => Files.ToConnection(),
        ConnectionState.Probation => Trial!.Candidate,
        _ => Proven,
    };

    /// <summary>Whether a signed target of this generation was taken or refused before.</summary>
    public bool HasSeen(long generation) => generation <= Generation || generation <= Failed?.Generation;
}
