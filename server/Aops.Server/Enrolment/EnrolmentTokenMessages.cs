using System.Text.Json.Serialization;

namespace Aops.Server.Enrolment;

/// <summary>Body of <c>POST /api/v1/tokens</c>.</summary>
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

    /// <summary>Addresses and networks (<c>10.1.0.0/16</c>) from which it may be shown, at most 64; null for any.</summary>
    public IReadOnlyList<string?>? Networks { get; init; }

    /// <summary>Whether an operator approves each host.</summary>
    public EnrolmentApproval Approval { get; init; }
}

/// <summary>Answer to it; the only one that contains the token.</summary>
internal sealed record EnrolmentTokenCreated
{
    /// <summary>The token; absent in the answer to a request that is repeated under its key.</summary>
    public string? Token { get; init; }

    public required EnrolmentToken Details { get; init; }
}

/// <summary>Answer of <c>GET /api/v1/tokens</c>.</summary>
internal sealed record EnrolmentTokenList
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<EnrolmentToken> Tokens { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
