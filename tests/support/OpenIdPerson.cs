namespace Aops.TestSupport;

/// <summary>A person of a provider.</summary>
/// <param name="Subject">What the provider tells them apart by.</param>
/// <param name="Groups">The claim <c>groups</c>.</param>
internal sealed record OpenIdPerson(string Subject, string Name, params string[] Groups);
