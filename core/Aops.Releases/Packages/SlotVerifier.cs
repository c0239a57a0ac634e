using System.Security.Cryptography;
using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>Compares a slot with its own manifest. Files that the manifest does not name are not looked at.</summary>
public static class SlotVerifier
{
    /// <summary>Reads every file of a slot.</summary>
    /// <returns>The faults, empty if the slot is whole.</returns>
    public static async Task<IReadOnlyList<SlotFault>> VerifyAsync(
        string slotDirectory, CancellationToken cancellationToken)
    {
        PackageManifest manifest;
        try
        {
            manifest = await ReadManifestAsync(slotDirectory, cancellationToken);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is PackageFault)
        {
            return [new SlotFault(PackageManifest.FileName, $"cannot be used: {e.Message}")];
        }
        var faults = new List<SlotFault>();
        foreach (var file in manifest.Files)
        {
            if (await FaultOfAsync(slotDirectory, file, cancellationToken) is { } problem)
                faults.Add(new SlotFault(file.Path, problem));
        }
        return faults;
    }

    /// <summary>The manifest of a slot.</summary>
    internal static async Task<PackageManifest> ReadManifestAsync(
        string slotDirectory, CancellationToken cancellationToken) => ManifestFileReader.Parse(
            await File.ReadAllBytesAsync(Path.Combine(slotDirectory, PackageManifest.FileName), cancellationToken));

    /// <summary>What is wrong with a file, or null.</summary>
    internal static async Task<string?> FaultOfAsync(
        string slotDirectory, ManifestFile file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(slotDirectory, file.Path);
        try
        {
            var info = new FileInfo(path);
            if (file.IsLink)
                return info.LinkTarget == file.Link ? null : $"is not the link to {file.Link} that it should be";
            if (!info.Exists) return "is missing";
            if (info.LinkTarget is not null) return "is a link and should be a file";
            if (info.Length != file.SizeBytes) return $"has {info.Length} bytes and should have {file.SizeBytes}";
            if (info.UnixFileMode != file.FileMode)
                return $"has mode 0{Convert.ToString((int)info.UnixFileMode, 8)} and should have {file.Mode}";
            await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            return hash == file.Sha256 ? null : "is damaged (SHA-256 differs)";
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return $"cannot be read: {e.Message}";
        }
    }
}
