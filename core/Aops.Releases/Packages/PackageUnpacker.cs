using System.Formats.Tar;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>
/// Unpacks a package's archive: tar, disk, in one pass and constant memory. The manifest comes first and is checked as a
/// whole; every entry after it must be the one that the manifest names, and none may be left out.
/// </summary>
/// <remarks>
/// Only regular files, symbolic links and the directories above them are written; hard links, devices, fifos, sparse
/// files and everything else are refused, as is anything after the end of the archive.
/// </remarks>
internal sealed class PackageUnpacker
{
    // A call to the disk for each of these, and a piece of work for the hash.
    private const int CopyBytesMax = 1024 * 1024;
    private const int CopyBytesMin = 16 * 1024;

    // The disk works while the rest is unpacked, so that the flush at the end is short.
    private const long WriteBackBytes = 4 * 1024 * 1024;

    private readonly string _directory;
    private readonly BudgetStream _archive;
    private byte[] _buffer = [];
    private byte[] _otherBuffer = [];
    private readonly Dictionary<string, ManifestFile> _expected = [];
    private IReadOnlySet<string> _directories = new HashSet<string>();

    private PackageUnpacker(BudgetStream archive, string directory)
    {
        _archive = archive;
        _directory = directory;
    }

    /// <summary>Unpacks into an empty directory.</summary>
    /// <param name="plain">The archive; it stays open.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="check">Looks at the manifest before anything else is written; it throws to refuse.</param>
    /// <param name="cancellationToken">Ends it; the caller deletes the directory.</param>
    /// <exception cref="PackageFault">The package is hostile or damaged.</exception>
    public static async Task<PackageManifest> UnpackAsync(
        Stream plain, string directory, Action<PackageManifest> check, CancellationToken cancellationToken)
    {
        try
        {
            await using var archive = new BudgetStream(plain);
            return await new PackageUnpacker(archive, directory).RunAsync(check, cancellationToken);
        }
        catch (Exception e) when (IsOfTheArchive(e))
        {
            throw PackageFault.Tampered($"the archive cannot be read: {e.Message}");
        }
    }

    // Everything here works on the publisher's bytes. Readers of tar, zstd and JSON throw exceptions of any type
    // (OverflowException, ArgumentException, …) for input that they do not foresee. The types listed here are
    // faults of the disk, the source or the caller; all others are faults of the bytes.
    private static bool IsOfTheArchive(Exception e) => e is EndOfStreamException
        || e is not (PackageFault or IOException or UnauthorizedAccessException or OperationCanceledException
            or OutOfMemoryException);

    private async Task<PackageManifest> RunAsync(
        Action<PackageManifest> check, CancellationToken cancellationToken)
    {
        await using var reader = new TarReader(_archive, leaveOpen: true);
        var manifest = await ReadManifestAsync(reader, cancellationToken);
        check(manifest);
        CreateDirectories(manifest);
        foreach (var file in manifest.Files) _expected.Add(file.Path, file);
        var longest = manifest.Files.Select(f => f.SizeBytes).DefaultIfEmpty().Max();
        var copyBytes = (int)Math.Clamp(longest, CopyBytesMin, CopyBytesMax);
        (_buffer, _otherBuffer) = (new byte[copyBytes], new byte[copyBytes]);
        while (await NextAsync(reader, cancellationToken) is { } entry)
            await UnpackAsync(entry, cancellationToken);
        await RequireEndAsync(cancellationToken);
        if (_expected.Count > 0)
        {
            throw PackageFault.Hostile(
                $"'{_expected.Keys.First()}' and {_expected.Count - 1} other files of the manifest are missing");
        }
        return manifest;
    }

    private async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        _archive.Allow(Limits.PackageHeaderBytesMax);
        return await reader.GetNextEntryAsync(copyData: false, cancellationToken);
    }

    private async Task<PackageManifest> ReadManifestAsync(TarReader reader, CancellationToken cancellationToken)
    {
        var entry = await NextAsync(reader, cancellationToken);
        if (entry is not { Name: PackageManifest.FileName } || !IsFile(entry))
            throw PackageFault.Hostile($"the first entry is not {PackageManifest.FileName}");
        if (entry.Length > Limits.PackageManifestBytesMax)
            throw PackageFault.Hostile($"{PackageManifest.FileName} is longer than {Limits.PackageManifestBytesMax} bytes");
        var bytes = new byte[entry.Length];
        _archive.Allow(entry.Length);
        if (entry.DataStream is { } data) await data.ReadExactlyAsync(bytes, cancellationToken);
        var manifest = ManifestFileReader.Parse(bytes);
        using var file = Create(PackageManifest.FileName);
        file.Write(bytes);
        File.SetUnixFileMode(file.SafeFileHandle, AtomicFile.Public);
        return manifest;
    }

    private void CreateDirectories(PackageManifest manifest)
    {
        var tree = new ManifestTree(manifest);
        _directories = tree.Directories;
        foreach (var directory in tree.Directories)
        {
            var path = Path.Combine(_directory, directory);
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, AtomicFile.Executable);
        }
    }

    private async Task UnpackAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var shown = PackagePath.Shown(entry.Name);
        if (entry is PaxTarEntry pax
            && pax.ExtendedAttributes.Keys.Any(k => k.StartsWith("GNU.sparse", StringComparison.Ordinal)))
        {
            throw PackageFault.Hostile($"'{shown}' is a sparse file");
        }
        if (entry.EntryType == TarEntryType.Directory)
        {
            if (!_directories.Contains(entry.Name.TrimEnd('/')))
                throw PackageFault.Hostile($"the directory '{shown}' is not one of the manifest's");
            return;
        }
        if (!_expected.Remove(entry.Name, out var file))
            throw PackageFault.Hostile($"'{shown}' is not in the manifest, or is there twice");
        if (file.IsLink) CreateLink(entry, file);
        else if (IsFile(entry)) await WriteFileAsync(entry, file, cancellationToken);
        else throw PackageFault.Hostile($"'{shown}' is of type {entry.EntryType}, which no package may hold");
    }

    private void CreateLink(TarEntry entry, ManifestFile file)
    {
        if (entry.EntryType != TarEntryType.SymbolicLink || entry.LinkName != file.Link)
            throw PackageFault.Hostile($"'{file.Path}' is not the link that the manifest names");
        File.CreateSymbolicLink(Path.Combine(_directory, file.Path), file.Link);
    }

    private async Task WriteFileAsync(
        TarEntry entry, ManifestFile file, CancellationToken cancellationToken)
    {
        if (entry.Length != file.SizeBytes)
            throw PackageFault.Hostile($"'{file.Path}' has {entry.Length} bytes where the manifest says {file.SizeBytes}");
        if (entry.Mode != file.FileMode)
            throw PackageFault.Hostile($"'{file.Path}' has another mode than the manifest says ({file.Mode})");
        _archive.Allow(entry.Length);
        await using var hash = new BackgroundSha256();
        using var output = Create(file.Path);
        var (buffer, other) = (_buffer, _otherBuffer);
        long written = 0;
        while (entry.DataStream is { } data && written < file.SizeBytes)
        {
            var count = await data.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (count == 0) throw PackageFault.Tampered($"'{file.Path}' ends early");
            await hash.AppendAsync(buffer.AsMemory(0, count));
            output.Write(buffer, 0, count);
            (buffer, other) = (other, buffer);
            written += count;
            if (written / WriteBackBytes != (written - count) / WriteBackBytes)
                AtomicFile.BeginWriteBack(output.SafeFileHandle);
        }
        AtomicFile.BeginWriteBack(output.SafeFileHandle);
        if (await hash.EndAsync() != file.Sha256)
            throw PackageFault.Tampered($"'{file.Path}' is not the file that the manifest names (SHA-256 differs)");
        File.SetUnixFileMode(output.SafeFileHandle, file.FileMode);
    }

    private FileStream Create(string path) => new(Path.Combine(_directory, path), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = AtomicFile.Private,
        BufferSize = 0,
    });

    private async Task RequireEndAsync(CancellationToken cancellationToken)
    {
        _archive.Allow(Limits.PackagePaddingBytesMax);
        int count;
        while ((count = await _archive.ReadAsync(_buffer, cancellationToken)) > 0)
        {
            if (_buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
                throw PackageFault.Hostile("data follows the end of the archive");
        }
    }

    private static bool IsFile(TarEntry entry) =>
        entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
}
