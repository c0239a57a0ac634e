namespace Aops.Server.SingleSignOn;

/// <summary>What a browser brings back from the provider (RFC 6749, section 4.1.2, and RFC 9207).</summary>
internal sealed record ProviderAnswer
{
    public string? Code { get; init; }

    /// <summary>Who answers; null where the provider does not say.</summary>
    public string? Issuer { get; init; }

    /// <summary>Why there is no code; null where there is one.</summary>
    public string? Error { get; init; }
}
