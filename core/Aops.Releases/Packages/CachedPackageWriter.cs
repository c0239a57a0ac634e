using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>
/// Stores a package in the cache while it is received. The cache only serves repairs, so a disk that refuses it is
/// not a fault.
/// </summary>
/// <param name="path">The path that it gets.</param>
/// <param name="lengthBytes">Its approximate length.</param>
internal sealed class CachedPackageWriter(string path, long lengthBytes) : IDisposable
{
    // TLS hands over 16 KB at a time: not each of these is a call to the disk.
    private const int GatherBytesMax = 512 * 1024;
    private const long WriteBackBytes = 4 * 1024 * 1024;

    private readonly string _partial = $"{path}.{Environment.ProcessId}{PackageCache.PartialSuffix}";
    private FileStream? _file;
    private bool _refused;
    private long _begunBytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_refused) return;
        try
        {
            _file ??= new FileStream(_partial, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = AtomicFile.Private,
                BufferSize = (int)Math.Min(lengthBytes, GatherBytesMax),
            });
            _file.Write(bytes);
            if (_file.Position - _begunBytes < WriteBackBytes) return;
            AtomicFile.BeginWriteBack(_file.SafeFileHandle);
            _begunBytes = _file.Position;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            _refused = true;
            Discard();
        }
    }

    /// <summary>Renames the complete, verified package to its name.</summary>
    /// <param name="name">A path other than the one given at the start; null for that.</param>
    public void Commit(string? name = null)
    {
        if (_file is null || _refused) return;
        try
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
            AtomicFile.Rename(_partial, name ?? path);
            _file = null;
        }
        catch (IOException)
        {
            Discard();
        }
    }

    /// <summary>Deletes what was not committed.</summary>
    public void Dispose()
    {
        if (_file is not null) Discard();
    }

    private void Discard()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // The buffered rest found no space; the file is closed nevertheless.
        }
        _file = null;
        File.Delete(_partial);
    }
}
