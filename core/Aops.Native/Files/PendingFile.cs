namespace Aops.Native.Files;

/// <summary>
/// A temporary file with new content for a path. <see cref="Commit"/> renames it to the path; disposing without a
/// commit deletes it.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _isCommitted;

    public PendingFile(string path, UnixFileMode mode)
    {
        _path = path;
        _temporary = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp";
        Stream = new FileStream(_temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = mode,
            BufferSize = 0,
        });
        // The umask has reduced the mode with which the file was created.
        File.SetUnixFileMode(Stream.SafeFileHandle, mode);
    }

    /// <summary>Receives the content.</summary>
    public FileStream Stream { get; }

    /// <summary>Flushes the content, renames the file to its path, and flushes the directory.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        AtomicFile.Rename(_temporary, _path);
        _isCommitted = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_isCommitted) File.Delete(_temporary);
    }
}
