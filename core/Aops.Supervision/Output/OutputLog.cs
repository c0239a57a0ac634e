using System.Globalization;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Native.Processes;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Output;

/// <summary>
/// The log of one sub-agent, held by descriptor: a person may move or delete the file while the sub-agent goes on writing to
/// it, and nobody can give a running process another file. What it writes from then on is copied to a new file by the name, and
/// the file that it writes to is cut; with its next start the sub-agent writes to the new one itself.
/// </summary>
/// <param name="path">The log's name.</param>
internal sealed class OutputLog(string path) : IDisposable
{
    private SafeFileHandle? _held;
    private long _copiedTo;
    private long _kept;
    // Its writer writes to a file that has lost its name.
    private bool _isDetached;

    /// <summary>Its limits.</summary>
    public LogSpec Limits { get; set; } = new();

    /// <summary>The process that writes it; null if none is known.</summary>
    public int? Writer { get; private set; }

    /// <summary>How many more bytes it may take before it is over its limit.</summary>
    public long Room => Math.Max(0, Limits.BytesMax - LogRotation.LengthOf(path));

    /// <summary>Another process writes it: the one that has just been started, or taken up.</summary>
    /// <param name="pid">The process.</param>
    public void TakeWriter(int? pid)
    {
        if (pid == Writer) return;
        Writer = pid;
        if (pid is null) return;
        Release();
        // Of one that was taken up the file may have been deleted before.
        if (FindDeleted(pid.Value) is { } deleted) Detach(deleted, copiedTo: 0, kept: 0);
        Hold();
    }

    /// <summary>Looks: rotates it where it is too long, and copies where it has lost its name.</summary>
    /// <returns>Whether it has lost its name since the last look.</returns>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public bool Look()
    {
        Hold();
        var wasDetached = _isDetached;
        if (_held is not null && !_isDetached && !IsNamed(_held))
        {
            // One that was deleted is nobody's any more; one that was moved keeps what it had at the last look.
            var known = Math.Min(_copiedTo, RandomAccess.GetLength(_held));
            Detach(_held, known, FileStatus.Of(_held).Links == 0 ? 0 : known);
        }
        if (_isDetached) Copy();
        LogRotation.RotateIfLong(path, Limits);
        if (!_isDetached && _held is not null) _copiedTo = RandomAccess.GetLength(_held);
        return _isDetached && !wasDetached;
    }

    /// <summary>Lets go of the file.</summary>
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

    private void Detach(SafeFileHandle file, long copiedTo, long kept) =>
        (_held, _copiedTo, _kept, _isDetached) = (file, copiedTo, kept, true);

    private bool IsNamed(SafeFileHandle file) =>
        FileStatus.TryRead(path) is { } named && named.IsSameFile(FileStatus.Of(file));

    // A writer that is quicker than this is not waited for: the newest part is copied, the rest dropped.
    private void Copy()
    {
        using var target = SafeOpen();
        var length = RandomAccess.GetLength(_held!);
        var first = Math.Max(_copiedTo, length - Limits.BytesMax);
        if (first < length) LogRotation.Append(_held!, target, first, length);
        _copiedTo = length;
        if (length <= _kept) return;
        // Not while it is being written to, as long as there is room: nothing is lost between the two.
        if (RandomAccess.GetLength(_held!) != length && length - _kept <= Limits.BytesMax) return;
        RandomAccess.SetLength(_held!, _kept);
        _copiedTo = _kept;
    }

    private SafeFileHandle SafeOpen()
    {
        AtomicFile.CreateDirectory(Path.GetDirectoryName(path)!);
        return OutputFile.Open(path);
    }

    private SafeFileHandle? FindDeleted(int pid)
    {
        var output = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/1");
        try
        {
            return new FileInfo(output).LinkTarget == path + " (deleted)"
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
