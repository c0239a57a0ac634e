using Aops.Contracts;
using Aops.Releases.Compression;

namespace Aops.Releases.Packages;

/// <summary>Looks into a package the way a host does: what passes here is accepted there.</summary>
public static class PackageInspector
{
    /// <summary>Unpacks a package into a directory that must be empty, under every rule of a host.</summary>
    /// <param name="directory">Where to; the caller deletes it, also after a failure.</param>
    /// <returns>Its manifest.</returns>
    /// <exception cref="InvalidDataException">A host would refuse it; the message says why.</exception>
    public static async Task<PackageManifest> UnpackAsync(
        string packageFile, string directory, CancellationToken cancellationToken)
    {
        try
        {
            await using var packed = new FileStream(
                packageFile, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            await using var plain = new ZstdReadStream(packed, Limits.ZstdWindowLogMax);
            return await PackageUnpacker.UnpackAsync(plain, directory, static _ => { }, cancellationToken);
        }
        catch (PackageFault fault)
        {
            throw new InvalidDataException($"{packageFile}: {fault.Message}", fault);
        }
    }
}
