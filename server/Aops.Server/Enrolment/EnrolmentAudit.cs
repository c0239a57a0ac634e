using Aops.Server.Actors;
using Aops.Contracts;
using Aops.Server.Audit;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>What the audit is told of registrations: one row each, with the use of the token that it took.</summary>
internal static class EnrolmentAudit
{
    /// <summary>Tells of a registration, within its transaction; one that changed nothing is not told.</summary>
    public static void Tell(StoreConnection connection, EnrolmentOrder order, EnrolmentOutcome outcome)
    {
        var (kind, name) = outcome switch
        {
            EnrolmentOutcome.Enrolled enrolled => (AuditKinds.HostEnrol, $"host:{enrolled.AgentId}"),
            EnrolmentOutcome.Pending { IsNew: true } pending => (AuditKinds.EnrolmentAsk, $"enrolment:{pending.Id}"),
            EnrolmentOutcome.ClonePending { IsNew: true } => (AuditKinds.CloneAsk, $"clone:{order.NewId}"),
            _ => ("", ""),
        };
        if (kind.Length == 0) return;
        var token = order.Proof is EnrolmentProof.Token { Hash: var hash } ? ShownToken.Find(connection, hash) : null;
        AuditRows.Append(connection, new(kind, name)
        {
            After = Describe(order, outcome, token),
            HostIds = outcome is EnrolmentOutcome.Enrolled { AgentId: var id } ? [id] : [],
            Actor = token is null ? null : (ActorKind.EnrolmentToken, token.Id),
        });
    }

    /// <summary>A host took its registration back.</summary>
    public static AuditChange Withdrawn(string agentId, string hostname) =>
        new(AuditKinds.HostWithdraw, $"host:{agentId}")
        {
            Before = new AuditFields().Set("hostname", hostname), HostIds = [agentId],
        };

    private static AuditFields Describe(EnrolmentOrder order, EnrolmentOutcome outcome, ShownToken? token)
    {
        var request = order.Request;
        var fields = new AuditFields().Set("hostname", request.Host.Hostname).Set("machineId", request.Host.MachineId)
            .Set("version", request.AgentVersion);
        if (outcome is EnrolmentOutcome.Enrolled enrolled)
        {
            fields.Set("identity", KebabName.Of(enrolled.Identity));
            if (enrolled.AgentId != request.AgentId) fields.Set("asked", request.AgentId);
        }
        if (token is null) return fields;
        // Of a host that waits no use is taken.
        fields.Set("token", token.Id).Set("usesLeft", (long)token.UsesLeft);
        return token.UsesLeft > 0 ? fields : fields.Set("tokenUsedUp", true);
    }
}
