using Aops.Contracts;
using Aops.Server.Audit;
using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>Hosts that wait for approval in the database; those whose token is over are there no more.</summary>
internal sealed class EnrolmentRequestStore(Database database, TimeProvider clock)
    : ConsentStore<EnrolmentRequest>(database, "enrolment_request")
{
    protected override List<EnrolmentRequest> List(StoreConnection connection, TimeKey after, int limit) =>
        EnrolmentRequestRows.List(connection, after, limit, clock.GetUtcNow());

    protected override AuditChange Describe(EnrolmentRequest request, ConsentState? decision) =>
        new(decision is null ? AuditKinds.EnrolmentRemove : AuditKinds.EnrolmentDecide, $"enrolment:{request.Id}")
        {
            Before = Fields(request, request.State), After = decision is { } state ? Fields(request, state) : null,
        };

    private static AuditFields Fields(EnrolmentRequest request, ConsentState state) => new AuditFields()
        .Set("state", KebabName.Of(state)).Set("hostname", request.Hostname).Set("machineId", request.MachineId)
        .Set("token", request.TokenId).Set("address", request.Address);

    protected override EnrolmentRequest? Find(StoreConnection connection, string id) =>
        EnrolmentRequestRows.Find(connection, id, clock.GetUtcNow());
}
