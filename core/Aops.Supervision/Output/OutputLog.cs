using System.Globalization;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Output;

/// <summary>
/// The log of one sub-agent, held by its descriptor. An operator may move or delete the file while the sub-agent
/// keeps writing to it, and a running process cannot be given another file. From then on its output is copied to a
/// new file of that name, and the file that it writes to is truncated; after its next start the sub-agent writes to
/// the new file itself.
/// </summary>
/// <param name="path">Path of the log.</param>
internal sealed class OutputLog(string path) : IDisposable
{
    private SafeFileHandle? _held;
    private long _copiedTo;
    private long _retained;
    // The writer writes to a file that has lost its name.
    private bool _isDetached;

    /// <summary>Limits of the log.</summary>
    public LogSpec Limits { get; set; } = new();

    /// <summary>The process that writes to it; null if unknown.</summary>
    public int? Writer { get; private set; }

    /// <summary>Bytes until the limit.</summary>
    public long Room => Math.Max(0, Limits.BytesMax - LogRotation.LengthOf(path));

    /// <summary>Sets the writing process, which was just started or adopted.</summary>
    public void TakeWriter(int? pid)
    {
        if (pid == Writer) return;
        Writer = pid;
        if (pid is null) return;
        Release();
        // The file may have been deleted or moved before the first check, or in the run of an earlier process.
        if (FindNameless(pid.Value) is { } file)
        {
            var known = FileStatus.Of(file).Links == 0 ? 0 : RandomAccess.GetLength(file);
            Detach(file, known, known);
        }
        Hold();
    }

    /// <summary>Checks the log: rotates it if it is too long, and copies if it has lost its name.</summary>
    /// <returns>Whether it has lost its name since the last check.</returns>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public bool Look()
    {
        Hold();
        var wasDetached = _isDetached;
        if (_held is not null && !_isDetached && !IsNamed(_held))
        {
            // A deleted file cannot be read by anyone else; a moved one keeps what it contained at the last check.
            var known = Math.Min(_copiedTo, RandomAccess.GetLength(_held));
            Detach(_held, known, FileStatus.Of(_held).Links == 0 ? 0 : known);
        }
        if (_isDetached) Copy();
        LogRotation.RotateIfLong(path, Limits);
        if (!_isDetached && _held is not null) _copiedTo = RandomAccess.GetLength(_held);
        return _isDetached && !wasDetached;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => Release();

    private void Release()
    {
        _held?.Dispose();
        _held = null;
        _isDetached = false;
    }

    private void Hold()
    {
        if (_held is not null || FileStatus.TryRead(path) is not { IsRegular: true }) return;
        _held = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _copiedTo = RandomAccess.GetLength(_held);
    }

    private void Detach(SafeFileHandle file, long copiedTo, long retained) =>
        (_held, _copiedTo, _retained, _isDetached) = (file, copiedTo, retained, true);

    private bool IsNamed(SafeFileHandle file) =>
        FileStatus.TryRead(path) is { } named && named.IsSameFile(FileStatus.Of(file));

    // A writer that is faster than the copy is not waited for: the newest part is copied, the rest is dropped.
    private void Copy()
    {
        using var target = SafeOpen();
        var length = RandomAccess.GetLength(_held!);
        var first = Math.Max(_copiedTo, length - Limits.BytesMax);
        if (first < length) LogRotation.Append(_held!, target, first, length);
        _copiedTo = length;
        if (length <= _retained) return;
        // Waits for a moment without writes as long as there is room, so that nothing is lost between copy and
        // truncation.
        if (RandomAccess.GetLength(_held!) != length && length - _retained <= Limits.BytesMax) return;
        RandomAccess.SetLength(_held!, _retained);
        _copiedTo = _retained;
    }

    private SafeFileHandle SafeOpen()
    {
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        return OutputFile.Open(path);
    }

    // A file that the sub-agent itself has chosen as its output is none of these and is left alone.
    private SafeFileHandle? FindNameless(int pid)
    {
        var output = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/1");
        try
        {
            var target = new FileInfo(output).LinkTarget;
            // A deleted file has " (deleted)" behind its name (proc_pid_fd(5)), a moved one another end or none.
            var isNameless = target != path && target?.StartsWith(path, StringComparison.Ordinal) == true
                && Path.GetDirectoryName(target) == Path.GetDirectoryName(path);
            return isNameless
                ? File.OpenHandle(
                    output, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
                : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }
}
