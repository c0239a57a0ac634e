using System.Text.Json;
using Aops.Contracts.Json.Diagnosis;

namespace Aops.Releases.Packages;

/// <summary>Reads <c>manifest.json</c> and refuses one that breaks a rule.</summary>
internal static class ManifestFileReader
{
    /// <exception cref="PackageFault">It is no manifest, or a hostile one.</exception>
    public static PackageManifest Parse(ReadOnlySpan<byte> bytes)
    {
        PackageManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(bytes, ReleasesJson.Default.PackageManifest);
        }
        catch (JsonException e)
        {
            var reason = JsonFaults.Explain(bytes, ReleasesJson.Default.PackageManifest, e);
            throw PackageFault.Hostile($"{PackageManifest.FileName} cannot be read: {reason}");
        }
        if (manifest is null) throw PackageFault.Hostile($"{PackageManifest.FileName} is null");
        var faults = ManifestRules.Validate(manifest);
        return faults.Count == 0
            ? manifest
            : throw PackageFault.Hostile($"{PackageManifest.FileName}: {string.Join("; ", faults.Take(5))}");
    }
}
