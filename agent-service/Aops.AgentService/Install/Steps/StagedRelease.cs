using Aops.Upgrade.Downgrades;

namespace Aops.AgentService.Install.Steps;

/// <summary>A verified package, unpacked and ready to become a slot.</summary>
/// <param name="Directory">Its folder.</param>
/// <param name="Floor">The newest version ever committed on this host; null for none.</param>
internal sealed record StagedRelease(string Version, string Directory, ReleaseMark? Floor = null)
{
    /// <summary>Its release number; null if the metadata has none or was not read.</summary>
    public long? Number { get; init; }
}
