using Aops.Contracts;
using Aops.Native.Files;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.File;
using Logger = Serilog.Core.Logger;

namespace Aops.Hosting.Logging;

/// <summary>
/// Writes a log file, and opens a new one after the file or its directory was deleted: lines that are written to an
/// unlinked file are lost to an operator who looks for them.
/// </summary>
internal sealed class LogFileSink(string path, ITextFormatter formatter) : ILogEventSink, IDisposable
{
    private readonly Lock _gate = new();
    private FileSeen _file = new();
    private Logger? _writer;

    public void Emit(LogEvent logEvent)
    {
        lock (_gate) (_writer ??= Open()).Write(logEvent);
    }

    /// <summary>
    /// Closes a file that has lost its name, or could never be opened; the next line opens a new one.
    /// </summary>
    public void Check()
    {
        lock (_gate)
        {
            if (_writer is null || _file.IsNamed) return;
            _writer.Dispose();
            _writer = null;
        }
    }

    public void Dispose()
    {
        lock (_gate) _writer?.Dispose();
    }

    private Logger Open()
    {
        _file = new FileSeen();
        return new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.File(
                formatter,
                path,
                fileSizeLimitBytes: Limits.LogBytesMax,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: Limits.LogFilesMax,
                hooks: _file)
            .CreateLogger();
    }

    // Tracks the file that is being written, whose name changes with every rotation.
    private sealed class FileSeen : FileLifecycleHooks
    {
        private (string Path, FileStatus Status)? _opened;

        // Compared by device and inode: a rotation may have made another file with that name.
        public bool IsNamed => _opened is { } file
            && FileStatus.TryRead(file.Path, followsLink: true)?.IsSameFile(file.Status) == true;

        public override Stream OnFileOpened(string path, Stream underlyingStream, System.Text.Encoding encoding)
        {
            // Serilog's stream counts the bytes and does not expose its file.
            _opened = FileStatus.TryRead(path, followsLink: true) is { } status ? (path, status) : null;
            // A new file gets mode 0640 whatever the umask; an existing one keeps the mode that an operator gave
            // it.
            if (new FileInfo(path) is { Exists: true, Length: 0 }) File.SetUnixFileMode(path, AtomicFile.Log);
            return underlyingStream;
        }
    }
}
