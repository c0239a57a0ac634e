using Aops.Server.Enrolment.Clones;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Labels;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>
/// A registration within its transaction: decides on the identity, uses up the token, creates the agent.
/// </summary>
internal static class EnrolmentRows
{
    public static EnrolmentOutcome Enrol(StoreConnection connection, EnrolmentOrder order)
    {
        var outcome = Register(connection, order);
        EnrolmentAudit.Tell(connection, order, outcome);
        return outcome;
    }

    private static EnrolmentOutcome Register(StoreConnection connection, EnrolmentOrder order)
    {
        string? bound = null;
        if (FindAttempted(connection, order.Attempt, order.Now) is var (before, machine)
            && machine == order.Request.Host.MachineId)
        {
            Save(connection, order, before);
            return new EnrolmentOutcome.Enrolled(before, EnrolmentIdentity.Repeated);
        }
        if (order.Proof is EnrolmentProof.Token { Hash: var hash })
        {
            if (ShownToken.Find(connection, hash) is not { } token) return new EnrolmentOutcome.TokenRefused();
            if (token.Refuse(order.Address, order.Now) is { } reason) return new EnrolmentOutcome.Refused(reason);
            bound = token.BoundTo;
            if (bound is not null && order.Request.AgentId is { } asked && asked != bound)
                return new EnrolmentOutcome.TokenRefused();
            if (EnrolmentRequestRows.Judge(connection, order, token) is { } unapproved) return unapproved;
        }
        var requested = bound ?? order.Request.AgentId;
        var identity = EnrolmentRule.Decide(Look(connection, order, requested, bound is not null));
        if (identity == EnrolmentIdentity.Reissued && order.Proof is EnrolmentProof.Agent)
            return EnrolClone(connection, order);
        if (identity != EnrolmentIdentity.Kept && IsFull(connection)) return new EnrolmentOutcome.FleetFull();
        var id = identity is EnrolmentIdentity.Adopted or EnrolmentIdentity.Kept ? requested! : order.NewId;
        Save(connection, order, id);
        if (order.Proof is EnrolmentProof.Token spent)
        {
            EnrolmentTokenRows.Spend(connection, spent.Hash, order, id);
            EnrolmentRequestRows.Remove(connection, order, spent.Hash);
            LabelRows.Give(connection, spent.Hash, id);
        }
        GiveLayers(connection, id, order.Now);
        return new EnrolmentOutcome.Enrolled(id, identity) { Namesake = FindNamesake(connection, order, id) };
    }

    public static string? Withdraw(StoreConnection connection, string agentId, byte[] tokenHash, DateTimeOffset now)
    {
        var hostname = connection.Prepare("SELECT hostname FROM agent WHERE id = @id AND last_seen IS NULL")
            .Set("@id", agentId).ReadFirst(row => row.GetString(0));
        if (hostname is null) return null;
        connection.Prepare("DELETE FROM agent WHERE id = @id").Set("@id", agentId).Run();
        connection.Prepare(
            "UPDATE enrolment_token SET uses_left = uses_left + 1 WHERE hash = @hash AND uses_left < uses_max")
            .Set("@hash", tokenHash).Run();
        // An identity that was given by consent alone stays reserved.
        connection.Prepare(
            "INSERT INTO removed_agent (id, hostname, removed_at) SELECT @id, @hostname, @now " +
            "WHERE EXISTS (SELECT 1 FROM enrolment_token WHERE hash = @hash AND agent_id = @id)")
            .Set("@id", agentId).Set("@hostname", hostname).Set("@now", now).Set("@hash", tokenHash).Run();
        AuditRows.Append(connection, EnrolmentAudit.Withdrawn(agentId, hostname));
        return hostname;
    }

    /// <summary>
    /// The identity that a host has got by an attempt and never used, as the answer with its token was lost; null for none.
    /// </summary>
    public static (string AgentId, string MachineId)? FindAttempted(
        StoreConnection connection, byte[]? attempt, DateTimeOffset now) => attempt is not null && connection.Prepare(
        "SELECT id, machine_id FROM agent WHERE attempt = @attempt AND last_seen IS NULL AND enrolled_at > @since " +
        "ORDER BY enrolled_at DESC LIMIT 1")
        .Set("@attempt", attempt).Set("@since", now - RecentEnrolments.Lifetime)
        .Read(row => (row.GetString(0), row.GetString(1))) is [var found]
            ? found
            : null;

    private static IdentityClaim Look(StoreConnection connection, EnrolmentOrder order, string? id, bool isConsented)
    {
        var owner = id is null ? null : connection.Prepare("SELECT machine_id FROM agent WHERE id = @id")
            .Set("@id", id).ReadFirst(row => row.GetString(0));
        return new IdentityClaim(
            id, owner,
            IsRemoved: id is not null
                && connection.Prepare("SELECT 1 FROM removed_agent WHERE id = @id").Set("@id", id).HasRow(),
            IsSameMachine: owner == order.Request.Host.MachineId && !order.IsOtherInstance,
            IsProven: order.Proof is EnrolmentProof.Agent or EnrolmentProof.Token { OwnsRequested: true },
            isConsented);
    }

    private static EnrolmentOutcome EnrolClone(StoreConnection connection, EnrolmentOrder order)
    {
        // Before the verdict, which may consume the operator's consent.
        if (IsFull(connection)) return new EnrolmentOutcome.FleetFull();
        switch (CloneRows.Judge(connection, order))
        {
            case CloneVerdict.Again again:
                Save(connection, order, again.AgentId);
                GiveLayers(connection, again.AgentId, order.Now);
                return new EnrolmentOutcome.Enrolled(again.AgentId, EnrolmentIdentity.Reissued);
            case CloneVerdict.Granted granted:
                Save(connection, order, order.NewId);
                connection.Prepare(
                    "UPDATE agent SET made_by = @parent, clone_key = @key, consented = @consented WHERE id = @id")
                    .Set("@parent", order.Request.AgentId).Set("@key", CloneKey.Of(order.Request.Host))
                    .Set("@consented", granted.IsConsented ? 1 : 0).Set("@id", order.NewId).Run();
                GiveLayers(connection, order.NewId, order.Now);
                return new EnrolmentOutcome.Enrolled(order.NewId, EnrolmentIdentity.Reissued);
            case CloneVerdict.Refused:
                return new EnrolmentOutcome.CloneRefused();
            case CloneVerdict.Pending pending:
                return new EnrolmentOutcome.ClonePending(pending.IsNew);
            default:
                throw new InvalidOperationException("a clone without a verdict");
        }
    }

    private static void Save(StoreConnection connection, EnrolmentOrder order, string id)
    {
        var request = order.Request;
        connection.Prepare(
            "INSERT INTO agent (id, machine_id, hostname, token_hash, version, enrolled_at, attempt) " +
            "VALUES (@id, @machine, @hostname, @hash, @version, @now, @attempt) ON CONFLICT(id) DO UPDATE SET " +
            "machine_id = excluded.machine_id, token_hash = excluded.token_hash, attempt = excluded.attempt")
            .Set("@attempt", order.Attempt)
            .Set("@id", id).Set("@machine", request.Host.MachineId).Set("@hostname", request.Host.Hostname)
            .Set("@hash", order.AgentTokenHash).Set("@version", request.AgentVersion)
            .Set("@now", order.Now).Run();
        FactRows.StoreHost(connection, id, request.Host, request.AgentVersion);
        connection.Prepare("DELETE FROM removed_agent WHERE id = @id").Set("@id", id).Run();
        connection.Prepare("UPDATE agent_status SET instance = NULL WHERE agent_id = @id").Set("@id", id).Run();
    }

    // A host that enrols takes what this server says, whatever it holds of another one.
    private static void GiveLayers(StoreConnection connection, string id, DateTimeOffset now)
    {
        Membership.Review(connection, [id], now);
        HeldRows.Remove(connection, id);
        HostLayerRows.SetImposed(connection, id, true);
    }

    private static bool IsFull(StoreConnection connection) =>
        StoredCounts.CountAll(connection) >= ServerLimits.AgentsMax;

    private static string? FindNamesake(StoreConnection connection, EnrolmentOrder order, string id) =>
        connection.Prepare(
            "SELECT id FROM agent WHERE machine_id = @machine AND id <> @id ORDER BY enrolled_at DESC LIMIT 1")
            .Set("@machine", order.Request.Host.MachineId).Set("@id", id).ReadFirst(row => row.GetString(0));
}
