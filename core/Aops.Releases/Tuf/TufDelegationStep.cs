using System.Text.Json;

namespace Aops.Releases.Tuf;

/// <summary>A delegation on the way from the top-level targets to a target.</summary>
/// <param name="Role">The role that was delegated to.</param>
/// <param name="Custom">What its parent signed beside the standard members of the delegation; null if nothing.</param>
public sealed record TufDelegationStep(string Role, JsonElement? Custom);
