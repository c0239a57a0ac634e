using System.Text.Json;
using System.Text.Json.Serialization;
using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>Body of <c>POST /api/v1/rollouts</c>: a layer, and one of <c>document</c>, <c>patch</c> and <c>revision</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RolloutRequest
{
    /// <summary>The layer: <c>fleet</c>, <c>group:NAME</c> or <c>host:ID</c>.</summary>
    public required string Layer { get; init; }

    /// <summary>The whole document that the layer is to have.</summary>
    public LayerDocument? Document { get; init; }

    /// <summary>What is laid over its newest document (RFC 7396); sub-agents by their names.</summary>
    public JsonElement? Patch { get; init; }

    /// <summary>An earlier revision, whose content it is to have again.</summary>
    public long? Revision { get; init; }

    /// <summary>How it goes; the strategy <c>default</c> if absent.</summary>
    public StrategyMessage? Strategy { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Body of <c>POST …/start</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StartRequest
{
    /// <summary>The plan that was seen.</summary>
    public required string PlanHash { get; init; }

    /// <summary>So many percent of its hosts may have come, gone or moved since, 0 to 100; 2 by default.</summary>
    public double TolerancePercent { get; init; } = 2;

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Body of a verb.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record VerbRequest
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Body of a verb of one stage.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StageVerbRequest
{
    /// <summary>Name of the stage.</summary>
    public string? Stage { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>Body of <c>POST …/retry</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RetryRequest
{
    /// <summary>Ids of the hosts; absent for all that were charged, or left out because they were hindered too often.</summary>
    public IReadOnlyList<string>? HostIds { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
