using Aops.Query;

namespace Aops.Server.Batch;

/// <summary>A host of a batch.</summary>
internal sealed record BatchHost(string Id, string Hostname, HostState State)
{
    /// <summary>Results, as they are on the wire.</summary>
    public const string Accepted = "accepted";

    public const string Skipped = "skipped";

    public const string Refused = "refused";

    public BatchResult Accept(string detail) => Make(Accepted, detail);

    public BatchResult Skip(string detail) => Make(Skipped, detail);

    public BatchResult Refuse(string detail) => Make(Refused, detail);

    /// <summary>An id that no host has.</summary>
    public static BatchResult Unknown(string id) => new()
    {
        AgentId = id, Result = Refused, Detail = $"No host has the id {id}.",
    };

    private BatchResult Make(string result, string detail) => new()
    {
        AgentId = Id, Hostname = Hostname, Result = result, Detail = detail,
    };
}
