using Aops.Server.Http;
using Aops.Server.Storage;

namespace Aops.Server.Enrolment;

/// <summary>Hosts that wait for approval in the database; those whose token is over are there no more.</summary>
internal sealed class EnrolmentRequestStore(Database database, TimeProvider clock)
    : ConsentStore<EnrolmentRequest>(database, "enrolment_request")
{
    protected override List<EnrolmentRequest> List(StoreConnection connection, TimeKey after, int limit) =>
        EnrolmentRequestRows.List(connection, after, limit, clock.GetUtcNow());

    protected override EnrolmentRequest? Find(StoreConnection connection, string id) =>
        EnrolmentRequestRows.Find(connection, id, clock.GetUtcNow());
}
