namespace Aops.TestSupport;

/// <summary>What a provider knows of the server that asks it.</summary>
/// <param name="Callback">The one address that browsers are sent back to.</param>
internal sealed record OpenIdClient(string Id, string Secret, string Callback);
