using System.Text.Json.Serialization;

namespace Aops.Server.Enrolment;

/// <summary>Body of <c>POST /api/enrolment-tokens</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EnrolmentTokenRequest
{
    /// <summary>Lifetime, in seconds.</summary>
    public int TtlSeconds { get; set; } = (int)EnrolmentTokens.LifetimeDefault.TotalSeconds;

    /// <summary>Hosts that may enrol with it.</summary>
    public int Uses { get; set; } = 1;

    /// <summary>Note of the operator.</summary>
    public string? Note { get; init; }

    /// <summary>The one identity that it gives (one use only); null for new identities.</summary>
    public string? AgentId { get; init; }

    /// <summary>Labels that its hosts get at enrolment; null for none.</summary>
    public Dictionary<string, string>? Labels { get; init; }
}

/// <summary>Answer to it; the only one that contains the token.</summary>
internal sealed record EnrolmentTokenCreated
{
    public required string Token { get; init; }

    public required EnrolmentToken Details { get; init; }
}

/// <summary>Answer of <c>GET /api/enrolment-tokens</c>.</summary>
internal sealed record EnrolmentTokenList
{
    public required IReadOnlyList<EnrolmentToken> Tokens { get; init; }
}
