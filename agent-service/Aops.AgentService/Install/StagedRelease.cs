namespace Aops.AgentService.Install;

/// <summary>A verified package, unpacked and ready to become a slot.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Directory">Where it lies.</param>
/// <param name="Floor">The newest version that was ever committed on this host; null for none.</param>
internal sealed record StagedRelease(string Version, string Directory, string? Floor = null);
