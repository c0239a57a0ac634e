using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Packing;

/// <summary>How a folder is packed.</summary>
/// <param name="Kind">Agent or sub-agent.</param>
/// <param name="Architecture">The processor that it runs on.</param>
/// <param name="Level">Level of zstd, 1 to 19.</param>
internal sealed record PackageOptions(
    PackageKind Kind, string Name, string Version, string Architecture, int Level);
