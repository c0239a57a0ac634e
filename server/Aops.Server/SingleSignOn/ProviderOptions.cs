using System.Security.Cryptography.X509Certificates;
using Aops.Server.Rights;

namespace Aops.Server.SingleSignOn;

/// <summary>The identity provider as it was set up, with what its files hold.</summary>
/// <param name="Settings">The settings, which have no fault.</param>
/// <param name="Grants">The grant of each of their rules, with its scope in the canonical form.</param>
internal sealed record ProviderOptions(ProviderSettings Settings, IReadOnlyList<Grant> Grants)
{
    /// <summary>Secret of the client; null for a public one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Authorities that sign the provider's certificate; null for those of the system.</summary>
    public X509Certificate2Collection? Authority { get; init; }

    /// <summary>Where the provider sends browsers back to.</summary>
    public string CallbackUrl => Settings.ConsoleUrl.TrimEnd('/') + ProviderPaths.Callback;
}
