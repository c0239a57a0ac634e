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
/// Writes a log file, and opens it anew after somebody deleted it or its folder: what is written to a file without a
/// name is lost for whoever looks for it.
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

    /// <summary>Lets go of a file that has lost its name, or never had one; the next line makes another one.</summary>
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

    // The file that is written now: its name changes with every rotation.
    private sealed class FileSeen : FileLifecycleHooks
    {
        private (string Path, FileStatus Status)? _opened;

        // By device and inode: a rotation may have made another file of that name.
        public bool IsNamed => _opened is { } file
            && FileStatus.TryRead(file.Path, followsLink: true)?.IsSameFile(file.Status) == true;

        public override Stream OnFileOpened(string path, Stream underlyingStream, System.Text.Encoding encoding)
        {
            // The stream counts what is written to it, and does not give its file away.
            _opened = FileStatus.TryRead(path, followsLink: true) is { } status ? (path, status) : null;
            // A new one: whatever the mask is, nobody else reads it. An existing one keeps the mode that it was given.
            if (new FileInfo(path) is { Exists: true, Length: 0 }) File.SetUnixFileMode(path, AtomicFile.Log);
            return underlyingStream;
        }
    }
}
