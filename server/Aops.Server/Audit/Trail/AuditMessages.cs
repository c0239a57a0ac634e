using System.Text.Json.Serialization;

namespace Aops.Server.Audit.Trail;

/// <summary>Answer of <c>GET /api/v1/audit</c>.</summary>
internal sealed record AuditPage
{
    /// <summary>The newest first; with <c>after</c> the oldest.</summary>
    public required IReadOnlyList<AuditRecord> Rows { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>A host of an act.</summary>
/// <param name="Id">Its id, also of one that was removed since.</param>
internal sealed record AuditHost(string Id);

/// <summary>Answer of <c>GET /api/v1/audit/{number}/hosts</c>.</summary>
internal sealed record AuditHostPage
{
    /// <summary>By ascending id.</summary>
    public required IReadOnlyList<AuditHost> Hosts { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>JSON of the audit.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(AuditHostPage))]
[JsonSerializable(typeof(AuditHead))]
internal sealed partial class AuditJson : JsonSerializerContext;
