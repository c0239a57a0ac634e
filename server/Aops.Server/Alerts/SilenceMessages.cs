using System.Text.Json.Serialization;

namespace Aops.Server.Alerts;

/// <summary>Body of <c>POST /api/v1/silences</c>; a rule, a query, or both.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SilenceRequest
{
    /// <summary>The rule that it is for; without it, all rules that look at hosts.</summary>
    public string? Rule { get; init; }

    /// <summary>The hosts that count for nothing; without it, the whole rule is silent.</summary>
    public string? Q { get; init; }

    /// <summary>When it ends; at most 90 days from now.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>Body of <c>POST /api/v1/alerts/{name}/silence</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AcknowledgeRequest
{
    /// <summary>When the silence ends; at most 90 days from now.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/silences</c>.</summary>
internal sealed record SilenceList
{
    /// <summary>By their end, the first to end first; those that ended within 7 days are there too.</summary>
    public required IReadOnlyList<Silence> Silences { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>Answer to a request for a silence.</summary>
internal sealed record SilenceReply
{
    /// <summary>The silence; without an id in a dry run.</summary>
    public required Silence Silence { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public required bool DryRun { get; init; }
}
