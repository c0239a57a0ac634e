using Aops.Query;

namespace Aops.Server.Batch;

/// <summary>A host of a batch.</summary>
internal sealed record BatchHost(string Id, string Hostname, HostState State)
{
    public BatchResult Accept(string detail) => Make("accepted", detail);

    public BatchResult Skip(string detail) => Make("skipped", detail);

    public BatchResult Refuse(string detail) => Make("refused", detail);

    /// <summary>An id that no host has.</summary>
    public static BatchResult Unknown(string id) => new()
    {
        AgentId = id, Result = "refused", Detail = $"No host has the id {id}.",
    };

    private BatchResult Make(string result, string detail) => new()
    {
        AgentId = Id, Hostname = Hostname, Result = result, Detail = detail,
    };
}
