namespace Aops.Native.Files;

/// <summary>New content beside a name: <see cref="Commit"/> gives it the name, an end without it leaves nothing.</summary>
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
        // The mask of this process has cut the mode that it was created with.
        File.SetUnixFileMode(Stream.SafeFileHandle, mode);
    }

    /// <summary>Takes the content.</summary>
    public FileStream Stream { get; }

    /// <summary>Flushes the content, renames it over the name, and flushes the directory.</summary>
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
