using System.Text.Json.Nodes;
using Aops.Releases;
using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Repository;

/// <summary>Name and <c>custom</c> part of a target.</summary>
/// <param name="TargetName">Name in the repository.</param>
/// <param name="Kind">The kind of package.</param>
/// <param name="Name">Name of the package.</param>
/// <param name="Architecture">The processor that it runs on.</param>
/// <param name="UnpackedBytes">Total length of its files; 0 if it is not unpacked.</param>
internal sealed record TargetCustom(
    string TargetName, PackageKind Kind, string Name, string Version, string Architecture, long UnpackedBytes)
{
    private const string BootstrapName = "aops-agent-service";

    public static TargetCustom OfPackage(PackageManifest manifest)
    {
        var target = ReleaseTarget.NameOf(manifest.Kind, manifest.Name, manifest.Version, manifest.Architecture);
        return new TargetCustom(target, manifest.Kind, manifest.Name, manifest.Version,
            manifest.Architecture, manifest.UnpackedBytes);
    }

    /// <summary>The program that installs the suite; its file name has Debian's name of the processor.</summary>
    public static TargetCustom OfBootstrap(string version, string architecture) => new(
        $"bootstrap/{BootstrapName}-linux-{(architecture == "x64" ? "amd64" : architecture)}",
        PackageKind.Bootstrap, BootstrapName, version, architecture, 0);

    public JsonObject ToJson()
    {
        var custom = new JsonObject
        {
            ["kind"] = Kind.Text(),
            ["name"] = Name,
            ["version"] = Version,
            ["architecture"] = Architecture,
        };
        if (UnpackedBytes > 0) custom["unpackedBytes"] = UnpackedBytes;
        return custom;
    }
}
