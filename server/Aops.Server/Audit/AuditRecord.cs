using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Server.Audit;

/// <summary>A row of the audit: one act.</summary>
internal sealed record AuditRecord
{
    /// <summary>Its number: 1, 2, 3, without a gap.</summary>
    public required long Id { get; init; }

    /// <summary>When it was done.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// What acted: <c>user</c>, <c>key</c>, <c>host</c>, <c>enrolment-token</c>, <c>command-line</c> or <c>part</c>, the
    /// server by itself.
    /// </summary>
    public required string ActorKind { get; init; }

    /// <summary>Its name or id.</summary>
    public required string Actor { get; init; }

    /// <summary>Its address, as the server saw it; absent for none.</summary>
    public string? Address { get; init; }

    /// <summary>The id of the request, which its answer had as <c>X-Request-Id</c>; absent for none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Why, in the words of the operator; absent where none were given.</summary>
    public string? Reason { get; init; }

    /// <summary>What was done, as <c>group.create</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it was done to, as <c>group:web</c>.</summary>
    public required string Object { get; init; }

    /// <summary>The query that chose the hosts; absent for none.</summary>
    public string? Query { get; init; }

    /// <summary>How many hosts it concerned; absent for none.</summary>
    public long? Hosts { get; init; }

    /// <summary>The operation that went on with it; absent for none.</summary>
    public string? Operation { get; init; }

    /// <summary>The object before; absent where it was not there.</summary>
    public JsonElement? Before => Parse(BeforeText);

    /// <summary>The object after; absent where it is not there any more.</summary>
    public JsonElement? After => Parse(AfterText);

    /// <summary>
    /// SHA-256 of the list of its hosts, which <c>/api/v1/audit/{number}/hosts</c> has: each id with a line feed behind it, in
    /// the order of their bytes. Absent where there is no list.
    /// </summary>
    public string? HostsHash { get; init; }

    /// <summary>The hash of the row before; empty for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>SHA-256 of this row and of the hash before it (docs/reference/AUDIT.md).</summary>
    public required string Hash { get; init; }

    [JsonIgnore]
    public string? BeforeText { get; init; }

    [JsonIgnore]
    public string? AfterText { get; init; }

    private static JsonElement? Parse(string? text) => text is null ? null : JsonElement.Parse(text);
}
