using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Packing;

/// <summary>What a folder is to be packed as.</summary>
/// <param name="Kind">Agent or sub-agent.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Architecture">Processor that it runs on.</param>
/// <param name="Level">Level of zstd, 1 to 19.</param>
internal sealed record PackageOptions(
    PackageKind Kind, string Name, string Version, string Architecture, int Level);
