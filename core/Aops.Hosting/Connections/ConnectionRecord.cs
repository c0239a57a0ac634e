namespace Aops.Hosting.Connections;

/// <summary>
/// Content of <c>connection.json</c>: the proven connection and the one on probation. Every change is written
/// durably before it takes effect.
/// </summary>
public sealed record ConnectionRecord
{
    /// <summary>Schema version of this file; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>SHA-256 of the identity to which the record belongs.</summary>
    public required string Identity { get; init; }

    /// <summary>State of the connection.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>What conf.yml and ca.pem specified when they were last read.</summary>
    public required FileConnection Files { get; init; }

    /// <summary>
    /// The connection over which a heartbeat was accepted last; null in <see cref="ConnectionState.Unproven"/>.
    /// </summary>
    public ServerConnection? Proven { get; init; }

    /// <summary>
    /// The changed connection; set in <see cref="ConnectionState.Probation"/> and
    /// <see cref="ConnectionState.Returned"/>.
    /// </summary>
    public ConnectionTrial? Trial { get; init; }

    /// <summary>Generation of the signed target that was applied last; 0 for none.</summary>
    public long Generation { get; init; }

    /// <summary>The newest signed target that failed on this host.</summary>
    public FailedAuthority? Failed { get; init; }

    /// <summary>Whether ca.pem must still be written from <see cref="Proven"/>.</summary>
    public bool WritesAuthority { get; init; }

    /// <summary>The connection in force; null while no server is configured.</summary>
    public ServerConnection? InForce() => State switch
    {
        ConnectionState.Unproven => Files.ToConnection(),
        ConnectionState.Probation => Trial!.Candidate,
        _ => Proven,
    };

    /// <summary>Whether a signed target of this generation was already applied or refused.</summary>
    public bool HasSeen(long generation) => generation <= Generation || generation <= Failed?.Generation;
}
