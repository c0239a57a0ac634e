using Aops.Server.Rights;

namespace Aops.Server.SingleSignOn;

/// <summary>A person as the provider tells of one.</summary>
internal sealed record ProviderPerson
{
    /// <summary>Issuer and subject: what alone stands for the person, as names can pass to another.</summary>
    public required string Identity { get; init; }

    /// <summary>The name of the user here.</summary>
    public required string Name { get; init; }

    public required string FullName { get; init; }

    /// <summary>What the claims grant; null where admins grant.</summary>
    public required IReadOnlyList<Grant>? Grants { get; init; }
}
