using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Server.People;

/// <summary>A request that needs another person.</summary>
internal sealed record ApprovalView
{
    public required string Id { get; init; }

    public required ApprovalState State { get; init; }

    /// <summary>Method of the request.</summary>
    public required string Method { get; init; }

    /// <summary>Its path with its parameters.</summary>
    public required string Path { get; init; }

    /// <summary>Its body; absent for none.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>The hosts that it reaches, in the query language; empty for all.</summary>
    public required string Hosts { get; init; }

    /// <summary>How many these were when it was sent.</summary>
    public required long Count { get; init; }

    /// <summary>The rule by which it needs another person.</summary>
    public required string Rule { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The user or key that sent it.</summary>
    public required string AskedBy { get; init; }

    /// <summary>When it expires without a decision.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecidedBy { get; init; }

    /// <summary>Status of the answer, once it was approved and made.</summary>
    public long? AnswerStatus { get; init; }

    /// <summary>That answer.</summary>
    public JsonElement? Answer { get; init; }

    public static ApprovalView Of(ApprovalRecord record) => new()
    {
        Id = record.Id,
        State = record.State,
        Method = record.Method,
        Path = record.Path,
        Body = Parse(record.Body),
        Hosts = record.Hosts,
        Count = record.Count,
        Rule = record.Rule,
        AskedAt = record.AskedAt,
        AskedBy = record.AskedBy,
        ExpiresAt = record.ExpiresAt,
        DecidedAt = record.DecidedAt,
        DecidedBy = record.DecidedBy,
        AnswerStatus = record.AnswerStatus,
        Answer = Parse(record.Answer),
    };

    // A body that is no JSON is refused by its endpoint, once it is made.
    private static JsonElement? Parse(byte[]? body)
    {
        if (body is not { Length: > 0 }) return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Answer of <c>GET /api/v1/approvals</c>.</summary>
internal sealed record ApprovalList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<ApprovalView> Approvals { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Body of <c>PUT /api/v1/approval-rules/{name}</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApprovalRuleRequest
{
    /// <summary>The hosts that count, in the query language; all of them without it.</summary>
    public string Scope { get; set; } = "";

    /// <summary>How many of them a change has to reach: 1 for every change within the scope.</summary>
    public long HostsMin { get; set; } = 1;
}

/// <summary>Answer of <c>GET /api/v1/approval-rules</c>.</summary>
internal sealed record ApprovalRuleList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<ApprovalRule> Rules { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
