using Aops.Server.Audit;

namespace Aops.Server.Webhooks;

/// <summary>A write of a webhook that was checked.</summary>
internal sealed record WebhookChange
{
    public required string Name { get; init; }

    /// <summary>Its address; null for the one that it has.</summary>
    public SecretText? Url { get; init; }

    /// <summary>Another secret; null for the one that it has.</summary>
    public WebhookSecret? Secret { get; init; }

    /// <summary>Its note; null for the one that it has.</summary>
    public string? Note { get; init; }

    /// <summary>Whether messages are sent; null for as it is.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Whether it is made by it; else it is there.</summary>
    public required bool IsNew { get; init; }

    /// <summary>The revision that it must have; null for any.</summary>
    public long? Expected { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset Now { get; init; }
}
