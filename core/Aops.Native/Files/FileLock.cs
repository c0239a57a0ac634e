using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>
/// An exclusive lock on a file (flock(2)), which the kernel releases when the process ends for any reason. The file
/// is never deleted, so that no lock is held on an unlinked name. If an operator deletes it,
/// <see cref="TryAcquire"/> notices: it checks the name again after locking.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file, string path)
    {
        _file = file;
        Path = path;
    }

    /// <summary>Path of the lock file.</summary>
    public string Path { get; }

    /// <summary>Takes the lock without waiting, and writes this process's pid into the file.</summary>
    /// <param name="path">The file, created with mode 0600; its directory must exist.</param>
    /// <returns>The lock; null while another process, or another object of this one, holds it.</returns>
    /// <exception cref="PosixException">The file cannot be opened or locked.</exception>
    public static FileLock? TryAcquire(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            var file = Open(path);
            if (FileCalls.Lock(file, FileCalls.LOCK_EX | FileCalls.LOCK_NB) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                file.Dispose();
                if (errno == Errno.EAGAIN) return null;
                if (errno == Errno.EINTR) continue;
                throw new PosixException("flock", path, errno);
            }
            if (attempt < 8 && !OpenFile.IsStillNamed(file, path))
            {
                file.Dispose();
                continue;
            }
            WritePid(file);
            return new FileLock(file, path);
        }
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="deadline">Longest wait.</param>
    /// <exception cref="TimeoutException">Another process held it for the whole time.</exception>
    public static FileLock Acquire(string path, TimeSpan deadline)
    {
        var until = Environment.TickCount64 + (long)deadline.TotalMilliseconds;
        while (true)
        {
            if (TryAcquire(path) is { } held) return held;
            if (Environment.TickCount64 >= until)
            {
                throw new TimeoutException(
                    $"{path} is locked by process {ReadOwner(path)?.ToString(CultureInfo.InvariantCulture) ?? "?"} " +
                    $"for more than {deadline.TotalSeconds:0.#} s");
            }
            Thread.Sleep(2);
        }
    }

    /// <summary>
    /// The pid in the file, whether or not that process still holds the lock; null if there is none.
    /// </summary>
    public static int? ReadOwner(string path)
    {
        // Not File.Read…: .NET takes a shared flock(2) on every file that it opens, which would fail here.
        using var file = FileCalls.Open(path, FileCalls.O_RDONLY | FileCalls.O_CLOEXEC, 0);
        if (file.IsInvalid) return null;
        try
        {
            Span<byte> text = stackalloc byte[32];
            var length = RandomAccess.Read(file, text, 0);
            return int.TryParse(text[..length].Trim((byte)'\n'), NumberStyles.None,
                CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the path still leads to the locked file; a lock on a deleted file protects nothing.
    /// </summary>
    public bool IsIntact => OpenFile.IsStillNamed(_file, Path);

    /// <summary>Releases the lock; the file stays.</summary>
    public void Dispose()
    {
        if (_file.IsClosed) return;
        // A child between its fork and its exec has a copy of the descriptor, and a close alone would leave the
        // lock with it.
        _ = FileCalls.Lock(_file, FileCalls.LOCK_UN);
        _file.Dispose();
    }

    private static SafeFileHandle Open(string path)
    {
        // Mode 0600: flock(2) needs only read access, so any user who can read the file could hold the lock and
        // keep this program from starting.
        var file = FileCalls.Open(
            path, FileCalls.O_RDWR | FileCalls.O_CREAT | FileCalls.O_CLOEXEC, (uint)AtomicFile.Private);
        if (!file.IsInvalid) return file;
        file.Dispose();
        throw PosixException.Last("open", path);
    }

    private static void WritePid(SafeFileHandle file)
    {
        try
        {
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"), 0);
        }
        catch (IOException)
        {
            // The disk is full. The lock is valid nevertheless; the pid is only for messages.
        }
    }
}
