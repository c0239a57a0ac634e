using System.Text.Json.Serialization;

namespace Aops.Server.Batch;

/// <summary>Body of <c>POST /api/agents/batch</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BatchRequest
{
    /// <summary><c>update</c>, <c>restart</c>, <c>stop</c>, <c>start</c> or <c>delete-down</c>.</summary>
    [JsonPropertyName("action")]
    public required string Action { get; init; }

    /// <summary>Ids of the hosts; either these or a query.</summary>
    [JsonPropertyName("agent_ids")]
    public IReadOnlyList<string>? AgentIds { get; init; }

    /// <summary>The hosts as a query; the empty text is every host.</summary>
    [JsonPropertyName("query")]
    public string? Query { get; init; }

    /// <summary>How many hosts a dry run counted; a query needs it, and is refused where it has another number now.</summary>
    [JsonPropertyName("expected_count")]
    public long? ExpectedCount { get; init; }

    /// <summary>The version that <c>update</c> orders.</summary>
    [JsonPropertyName("version")]
    public string? Version { get; init; }

    /// <summary>The sub-agent that is updated or restarted; absent for the agent itself.</summary>
    [JsonPropertyName("sub_agent")]
    public string? SubAgent { get; init; }

    /// <summary>How hosts get what <c>update</c>, <c>stop</c> and <c>start</c> change: <c>all-at-once</c>, which has to be named.</summary>
    [JsonPropertyName("strategy")]
    public string? Strategy { get; init; }

    /// <summary>Why, for the event of each host.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

/// <summary>Answer to it.</summary>
internal sealed record BatchReply
{
    [JsonPropertyName("action")]
    public required string Action { get; init; }

    /// <summary>The query as it was understood; absent where ids were named.</summary>
    [JsonPropertyName("query")]
    public string? Query { get; init; }

    /// <summary>How many hosts were named, or the query has: what <c>expected_count</c> takes.</summary>
    [JsonPropertyName("count")]
    public required long Count { get; init; }

    /// <summary>How many of them it is done on.</summary>
    [JsonPropertyName("accepted")]
    public required int Accepted { get; init; }

    /// <summary>How many need nothing.</summary>
    [JsonPropertyName("skipped")]
    public required int Skipped { get; init; }

    /// <summary>How many cannot take it.</summary>
    [JsonPropertyName("refused")]
    public required int Refused { get; init; }

    /// <summary>Whether nothing was changed, as the request was only tried.</summary>
    [JsonPropertyName("dry_run")]
    public required bool DryRun { get; init; }

    /// <summary>Each host, by id.</summary>
    [JsonPropertyName("results")]
    public required IReadOnlyList<BatchResult> Results { get; init; }
}

/// <summary>What became of one host.</summary>
internal sealed record BatchResult
{
    [JsonPropertyName("agent_id")]
    public required string AgentId { get; init; }

    /// <summary>Name of the host; absent where no host has the id.</summary>
    [JsonPropertyName("hostname")]
    public string? Hostname { get; init; }

    /// <summary><c>accepted</c>, <c>skipped</c> or <c>refused</c>.</summary>
    [JsonPropertyName("result")]
    public required string Result { get; init; }

    /// <summary>What is done, or why it is not: one sentence.</summary>
    [JsonPropertyName("detail")]
    public required string Detail { get; init; }

    /// <summary>The new revision of the host's layer.</summary>
    [JsonPropertyName("revision")]
    public long? Revision { get; init; }

    /// <summary>Id of the command that was given.</summary>
    [JsonPropertyName("command_id")]
    public string? CommandId { get; init; }
}
