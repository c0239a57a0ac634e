using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>
/// A hidden directory beside the slots in which a package is unpacked, so that a reader of slots never sees an
/// incomplete one.
/// </summary>
public sealed class StagingDirectory
{
    /// <summary>What the names begin with.</summary>
    public const string Prefix = ".staging-";

    private StagingDirectory(string path) => Path = path;

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Makes one, with mode 0755, and its parent if need be.</summary>
    internal static StagingDirectory Create(string parent)
    {
        AtomicFile.CreateDirectory(parent);
        var path = System.IO.Path.Combine(parent, $"{Prefix}{Guid.NewGuid():N}");
        AtomicFile.CreateDirectory(path);
        return new StagingDirectory(path);
    }

    /// <summary>Deletes what earlier processes left behind. The caller holds the lock under which packages are staged.</summary>
    /// <param name="parent">Where the slots are.</param>
    public static void Collect(string parent)
    {
        if (!Directory.Exists(parent)) return;
        foreach (var left in Directory.EnumerateDirectories(parent, Prefix + "*"))
            FileTree.Delete(left);
    }

    internal void Delete() => FileTree.Delete(Path);

    /// <summary>Flushes every file and directory: what is renamed after this is whole after a power cut.</summary>
    internal void Flush(PackageManifest manifest)
    {
        foreach (var file in manifest.Files.Where(f => !f.IsLink).Select(f => f.Path)
            .Append(PackageManifest.FileName))
        {
            using var handle = File.OpenHandle(System.IO.Path.Combine(Path, file));
            RandomAccess.FlushToDisk(handle);
        }
        foreach (var directory in new ManifestTree(manifest).Directories.Reverse())
            AtomicFile.SyncDirectory(System.IO.Path.Combine(Path, directory));
        AtomicFile.SyncDirectory(Path);
        AtomicFile.SyncDirectory(System.IO.Path.GetDirectoryName(Path)!);
    }
}
