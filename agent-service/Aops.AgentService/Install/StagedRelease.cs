using Aops.Upgrade.Machine;

namespace Aops.AgentService.Install;

/// <summary>A verified package, unpacked and ready to become a slot.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Directory">Where it lies.</param>
/// <param name="Floor">The newest version that was ever committed on this host; null for none.</param>
internal sealed record StagedRelease(string Version, string Directory, ReleaseMark? Floor = null)
{
    /// <summary>Its release number; null where the metadata gives none, or was not asked.</summary>
    public long? Number { get; init; }
}
