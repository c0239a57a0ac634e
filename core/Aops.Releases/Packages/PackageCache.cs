using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>
/// Packages that were verified when they were received, for a later repair of a slot: one file each, whose name
/// contains all facts, <c>KIND@NAME@VERSION@SHA256.tar.zst</c>. The hash is verified again at every read.
/// </summary>
public sealed class PackageCache
{
    internal const string PartialSuffix = ".part";
    private const string Suffix = ".tar.zst";
    private static readonly TimeSpan PartialAge = TimeSpan.FromMinutes(10);
    private readonly string _directory;

    /// <summary>Makes the cache of a layout.</summary>
    /// <param name="layout">The layout; packages lie in <see cref="AopsLayout.Packages"/>.</param>
    public PackageCache(AopsLayout layout) => _directory = layout.Packages;

    /// <summary>The cached package of a version as a target, or null if there is none.</summary>
    internal ReleaseTarget? Find(PackageKind kind, string name, string version)
    {
        var start = $"{kind.Text()}@{name}@{version}@";
        foreach (var file in Files(start))
        {
            var sha256 = file.Name[start.Length..^Suffix.Length];
            if (sha256.Length != 64) continue;
            return new ReleaseTarget
            {
                TargetName = file.Name,
                Kind = kind,
                Name = name,
                Version = version,
                Architecture = PackageKinds.LocalArchitecture,
                LengthBytes = file.Length,
                Sha256 = sha256,
            };
        }
        return null;
    }

    /// <summary>Opens the package of a target, or null if it is not there whole.</summary>
    internal FileStream? TryOpen(ReleaseTarget target)
    {
        var file = new FileInfo(PathOf(target));
        if (!file.Exists || file.Length != target.LengthBytes) return null;
        try
        {
            return new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    internal void Remove(ReleaseTarget target) => File.Delete(PathOf(target));

    /// <summary>Begins to pack an archive again, for a package that was made from a delta.</summary>
    internal RepackedPackageWriter BeginRepack(ReleaseTarget target)
    {
        AtomicFile.CreateDirectory(_directory, AtomicFile.PrivateDirectory);
        return new RepackedPackageWriter(
            new CachedPackageWriter(PathOf(target), target.LengthBytes),
            sha256 => PathOf(target with { Sha256 = sha256 }));
    }

    internal CachedPackageWriter BeginWrite(ReleaseTarget target)
    {
        AtomicFile.CreateDirectory(_directory, AtomicFile.PrivateDirectory);
        return new CachedPackageWriter(PathOf(target), target.LengthBytes);
    }

    /// <summary>
    /// Retains the newest packages of one name, and deletes older ones and abandoned partial files.
    /// </summary>
    /// <param name="kept">How many are retained; 0 for none.</param>
    public void Trim(PackageKind kind, string name, int kept = Limits.PackagesRetained)
    {
        if (!Directory.Exists(_directory)) return;
        var old = Files($"{kind.Text()}@{name}@").OrderByDescending(f => f.LastWriteTimeUtc).Skip(kept);
        var partial = new DirectoryInfo(_directory).EnumerateFiles("*" + PartialSuffix)
            .Where(f => DateTime.UtcNow - f.LastWriteTimeUtc > PartialAge);
        foreach (var file in old.Concat(partial).ToList()) file.Delete();
    }

    private IEnumerable<FileInfo> Files(string start) => Directory.Exists(_directory)
        ? new DirectoryInfo(_directory).EnumerateFiles()
            .Where(f => f.Name.StartsWith(start, StringComparison.Ordinal)
                && f.Name.EndsWith(Suffix, StringComparison.Ordinal))
        : [];

    private string PathOf(ReleaseTarget target) => Path.Combine(
        _directory, $"{target.Kind.Text()}@{target.Name}@{target.Version}@{target.Sha256}{Suffix}");
}
