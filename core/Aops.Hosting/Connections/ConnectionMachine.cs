namespace Aops.Hosting.Connections;

/// <summary>
/// Decides which connection to the server is in force: a pure function from a record and an event to the next
/// record. Rules:
/// <list type="bullet">
/// <item>A connection over which a heartbeat was accepted is proven, and stays in force until another one
/// is.</item>
/// <item>A changed connection goes on probation. If it is not accepted in time, it is blamed only if the proven
/// connection still reaches the server; while neither does, the network is at fault and the time is
/// extended.</item>
/// <item>Under a new identity, the files' connection goes on probation if it differs from the proven one.</item>
/// <item>A blamed change from the host's own files is tried again every hour; one from a signed target is recorded
/// as failed, and only a newer generation is tried.</item>
/// </list>
/// </summary>
/// <param name="probation">Time in which a changed connection must be accepted.</param>
/// <param name="retry">Time between two attempts to use a blamed change.</param>
public sealed class ConnectionMachine(TimeSpan probation, TimeSpan retry)
{
    /// <summary>The initial record of an identity that no server has accepted yet.</summary>
    /// <param name="identity">SHA-256 of the identity.</param>
    /// <param name="files">What conf.yml and ca.pem specify.</param>
    public static ConnectionRecord Begin(string identity, FileConnection files) =>
        new() { Identity = identity, State = ConnectionState.Unproven, Files = files };

    /// <summary>The next record and the actions to take.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="now">Current time, UTC.</param>
    public ConnectionStep Next(ConnectionRecord record, ConnectionEvent happened, DateTimeOffset now) => happened switch
    {
        ConnectionEvent.Enrolled enrolled => Enrol(record, enrolled.Identity, Known(record, enrolled.Files), now),
        ConnectionEvent.FilesRead read => Read(record, Known(record, read.Files), now),
        ConnectionEvent.Signed signed => Sign(record, signed, now),
        ConnectionEvent.SignedRefused refused when !record.HasSeen(refused.Generation) =>
            new(record with { Failed = new FailedAuthority(refused.Generation, refused.Reason, now) }),
        ConnectionEvent.Accepted accepted => Accept(record, accepted.By),
        ConnectionEvent.Tick => Tick(record, now),
        ConnectionEvent.Asked asked => Judge(record, asked, now),
        ConnectionEvent.AuthorityWritten when record.WritesAuthority => new(record with { WritesAuthority = false }),
        _ => new(record),
    };

    // While this host itself is writing ca.pem, a difference in it is not an operator's edit.
    private static FileConnection Known(ConnectionRecord record, FileConnection files) =>
        record.WritesAuthority ? files with { Authority = record.Files.Authority } : files;

    // An operator's enrolment means the connection of the files; an enrolment by this host itself means the one in
    // force. Whichever server accepts the new identity tells the two apart.
    private ConnectionStep Enrol(ConnectionRecord record, string identity, FileConnection files, DateTimeOffset now)
    {
        if (record.Identity == identity) return new(record);
        if (record.Proven is not { } proven) return new(Begin(identity, files));
        var asked = files.LayOver(new FileConnection(null, proven.Proxy, null), proven);
        var enrolled = record with { Identity = identity, Files = files, State = ConnectionState.Proven, Trial = null };
        return asked == proven
            ? new(enrolled)
            : Begin(enrolled with { Generation = 0, Failed = null }, asked, generation: null, now);
    }

    private ConnectionStep Read(ConnectionRecord record, FileConnection files, DateTimeOffset now)
    {
        if (files == record.Files) return new(record);
        if (record.Proven is not { } proven) return new(record with { Files = files }, ConnectionActions.SendHeartbeat);
        // An edit that corrects an earlier edit overlays that one; an edit during a signed change overlays the
        // proven connection.
        var basis = record.Trial is { Generation: null } trial ? trial.Candidate : proven;
        var candidate = files.LayOver(record.Files, basis);
        var read = record with { Files = files };
        if (candidate == proven)
        {
            return record.State == ConnectionState.Proven || record.Trial?.Generation is not null
                ? new(read)
                : new(read with { State = ConnectionState.Proven, Trial = null }, ConnectionActions.SendHeartbeat);
        }
        return candidate == record.Trial?.Candidate
            ? new(read)
            : Begin(read, candidate, generation: null, now);
    }

    private ConnectionStep Sign(ConnectionRecord record, ConnectionEvent.Signed signed, DateTimeOffset now)
    {
        if (record.Proven is not { } proven || record.HasSeen(signed.Generation)) return new(record);
        if (record.Trial?.Generation is { } running && running >= signed.Generation) return new(record);
        // Only one change at a time: the signed target is offered again later.
        if (record.State == ConnectionState.Probation && record.Trial!.Generation is null) return new(record);
        return signed.Candidate == proven
            ? new(record with { State = ConnectionState.Proven, Trial = null, Generation = signed.Generation })
            : Begin(record, signed.Candidate, signed.Generation, now);
    }

    private ConnectionStep Begin(
        ConnectionRecord record, ServerConnection candidate, long? generation, DateTimeOffset now) => new(
        record with
        {
            State = ConnectionState.Probation,
            Trial = new ConnectionTrial { Candidate = candidate, Generation = generation, Due = now + probation },
        },
        ConnectionActions.SendHeartbeat);

    private static ConnectionStep Accept(ConnectionRecord record, ServerConnection by)
    {
        if (record.State == ConnectionState.Unproven)
        {
            return by == record.InForce()
                ? new(record with { State = ConnectionState.Proven, Proven = by })
                : new(record);
        }
        if (record.State != ConnectionState.Probation || by != record.Trial!.Candidate) return new(record);
        var proven = record with { State = ConnectionState.Proven, Proven = by, Trial = null };
        if (record.Trial.Generation is not { } generation) return new(proven);
        proven = proven with { Generation = generation };
        return by.Authority is null || by.Authority == record.Files.Authority
            ? new(proven)
            : new(
                proven with { Files = record.Files with { Authority = by.Authority }, WritesAuthority = true },
                ConnectionActions.WriteAuthority);
    }

    private ConnectionStep Tick(ConnectionRecord record, DateTimeOffset now)
    {
        var actions = record.WritesAuthority ? ConnectionActions.WriteAuthority : ConnectionActions.None;
        if (record.Trial is not { } trial) return new(record, actions);
        var longest = record.State == ConnectionState.Probation ? probation : retry;
        // A clock that was set back must not delay the judgement.
        if (trial.Due - now > longest) return new(record with { Trial = trial with { Due = now + longest } }, actions);
        return new(record, now >= trial.Due ? actions | ConnectionActions.Ask : actions);
    }

    private ConnectionStep Judge(ConnectionRecord record, ConnectionEvent.Asked asked, DateTimeOffset now)
    {
        if (record.Trial is not { } trial || now < trial.Due) return new(record);
        var candidateFault = Fault(asked.Candidate);
        if (record.State == ConnectionState.Returned)
        {
            return candidateFault is null
                ? Begin(record, trial.Candidate, trial.Generation, now)
                : new(record with { Trial = trial with { Due = now + retry, Reason = candidateFault } });
        }
        // The candidate's server would accept this host: the heartbeat gets more time, once.
        if (candidateFault is null && !trial.WasGivenTime)
            return Extend(record, trial with { WasGivenTime = true, Reason = null }, now);
        var reason = candidateFault ?? $"{trial.Candidate.Server} accepts this host and takes none of its heartbeats";
        return Fault(asked.Proven) is { } provenFault
            ? Extend(record, trial with { Reason = $"{reason}; nor does the connection before it: {provenFault}" }, now)
            : Return(record, trial with { Reason = reason }, now);
    }

    private ConnectionStep Extend(ConnectionRecord record, ConnectionTrial trial, DateTimeOffset now) =>
        new(record with { Trial = trial with { Due = now + probation } }, ConnectionActions.SendHeartbeat);

    private ConnectionStep Return(ConnectionRecord record, ConnectionTrial trial, DateTimeOffset now) => new(
        trial.Generation is { } generation
            ? record with
            {
                State = ConnectionState.Proven,
                Trial = null,
                Failed = new FailedAuthority(generation, trial.Reason!, now),
            }
            : record with
            {
                State = ConnectionState.Returned,
                Trial = trial with { Due = now + retry, WasGivenTime = false },
            },
        ConnectionActions.SendHeartbeat);

    private static string? Fault(WitnessOutcome outcome) => outcome switch
    {
        WitnessOutcome.Refused refused => refused.Reason,
        WitnessOutcome.Unreachable unreachable => unreachable.Reason,
        _ => null,
    };
}
