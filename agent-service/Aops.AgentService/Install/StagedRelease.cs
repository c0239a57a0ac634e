namespace Aops.AgentService.Install;

/// <summary>A verified package, unpacked and ready to become a slot.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Directory">Where it lies.</param>
internal sealed record StagedRelease(string Version, string Directory);
