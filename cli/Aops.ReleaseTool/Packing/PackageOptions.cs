using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Packing;

/// <summary>What was said of a folder that becomes a package.</summary>
/// <param name="Kind">Agent or sub-agent; null for what the folder holds.</param>
/// <param name="Name">Null for the name in the specification.</param>
/// <param name="Version">Null for the version of the specification, or of the programs.</param>
/// <param name="Architecture">The processor that it runs on.</param>
internal sealed record PackageOptions(PackageKind? Kind, string? Name, string? Version, string Architecture);
