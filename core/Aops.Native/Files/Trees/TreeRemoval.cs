using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files.Trees;

/// <summary>
/// One removal of a tree by descriptors; see <see cref="FileTree"/>. It holds one descriptor per level; a subtree
/// deeper than <see cref="LevelsMax"/> is first moved up to the top, so that depth is bounded neither by
/// descriptors nor by memory.
/// </summary>
/// <param name="path">The top, for the names of the remains.</param>
/// <param name="parent">The directory that contains the top.</param>
/// <param name="opener">Opens subdirectories.</param>
internal sealed unsafe class TreeRemoval(byte[] path, SafeFileHandle parent, DirectoryOpener opener)
{
    private const int LevelsMax = 100;

    // After this many passes a directory that still has entries is being filled by another process.
    private const int PassesMax = 16;

    private readonly Stack<TreeLevel> _levels = new();
    private readonly List<TreeRemain> _named = [];
    private long _count;
    private long _moved;
    private bool _hasMoved;

    /// <summary>Opens the parent directory of a path.</summary>
    /// <param name="path">The path, absolute.</param>
    /// <param name="name">Receives the last component, ending with a NUL.</param>
    /// <returns>Null if the parent does not exist.</returns>
    public static SafeFileHandle? TryOpenParent(string path, out byte[] name)
    {
        name = Encoding.UTF8.GetBytes(Path.GetFileName(path) + "\0");
        var parent = FileCalls.Open(
            Path.GetDirectoryName(path) ?? "/", TreeCalls.O_PATH | FileCalls.O_DIRECTORY | FileCalls.O_CLOEXEC, 0);
        if (!parent.IsInvalid) return parent;
        parent.Dispose();
        var error = PosixException.Last("open", path);
        return error.Errno is Errno.ENOENT or Errno.ENOTDIR ? null : throw error;
    }

    /// <summary>Removes a directory if it is empty.</summary>
    public static void TryRemoveEmpty(SafeFileHandle parent, ReadOnlySpan<byte> name) =>
        _ = Unlink(parent, name, TreeCalls.AT_REMOVEDIR);

    /// <summary>Removes the file, link or tree of a name.</summary>
    /// <param name="name">The name, ending with a NUL.</param>
    /// <param name="retained">The names that are retained in it.</param>
    public TreeRemains Run(ReadOnlySpan<byte> name, RetainedNames retained)
    {
        var existed = true;
        try
        {
            var top = DirectoryOpener.TryOpen(parent, name, out var errno);
            if (top is null) existed = RemoveFile(parent, name, errno);
            else _levels.Push(new TreeLevel(top, name, retained, pass: 0));
            while (_levels.TryPeek(out var level)) Step(level);
        }
        finally
        {
            foreach (var level in _levels)
            {
                level.GiveBack();
                level.Dispose();
            }
        }
        return new(existed, _named, _count);
    }

    private static int Unlink(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags)
    {
        fixed (byte* start = name)
            return TreeCalls.UnlinkAt(directory, start, flags) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private void Step(TreeLevel level)
    {
        try
        {
            if (!level.Reader.TryNext(out var name, out var isDirectory))
            {
                if (_levels.Count == 1 && _hasMoved) ReadAgain(level);
                else Leave();
            }
            else if (level.Retained.Contains(name[..^1])) level.HasRemains = true;
            else if (isDirectory) Enter(level, name, pass: 0);
            else RemoveEntry(level, name);
        }
        catch (PosixException e)
        {
            Note(level, "\0"u8, e.Message);
            Leave();
        }
    }

    private void ReadAgain(TreeLevel top)
    {
        _hasMoved = false;
        top.Reader.Rewind();
    }

    private void RemoveEntry(TreeLevel level, ReadOnlySpan<byte> name)
    {
        var errno = Unlink(level.Directory, name, 0);
        if (errno is 0 or Errno.ENOENT) return;
        if (errno == Errno.EISDIR) Enter(level, name, pass: 0);
        else Note(level, name, Sentence(errno));
    }

    // The top is not a directory, or cannot be opened.
    private bool RemoveFile(SafeFileHandle directory, ReadOnlySpan<byte> name, int errno)
    {
        if (errno == Errno.ENOENT) return false;
        if (errno is Errno.ENOTDIR or Errno.ELOOP) errno = Unlink(directory, name, 0);
        if (errno is not (0 or Errno.ENOENT)) Note(null, "\0"u8, Sentence(errno));
        return errno != Errno.ENOENT;
    }

    private void Enter(TreeLevel level, ReadOnlySpan<byte> name, int pass)
    {
        var retained = level.Retained.Of(name[..^1]);
        if (_levels.Count >= LevelsMax && retained == RetainedNames.None)
        {
            MoveUp(level, name);
            return;
        }
        var child = opener.TryOpenBelow(level.Directory, name, out var errno);
        if (child is not null)
        {
            Push(child, name, retained, pass);
            return;
        }
        switch (errno)
        {
            case Errno.ENOENT:
                break;
            // The name now belongs to another kind of file.
            case Errno.ENOTDIR or Errno.ELOOP:
                errno = Unlink(level.Directory, name, 0);
                if (errno is not (0 or Errno.ENOENT)) Note(level, name, Sentence(errno));
                break;
            case Errno.EMFILE or Errno.ENFILE when _levels.Count > 1:
                MoveUp(level, name);
                break;
            default:
                Note(level, name, Sentence(errno));
                break;
        }
    }

    private void Push(SafeFileHandle child, ReadOnlySpan<byte> name, RetainedNames retained, int pass)
    {
        try
        {
            _levels.Push(new TreeLevel(child, name, retained, pass));
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    private void MoveUp(TreeLevel level, ReadOnlySpan<byte> name)
    {
        var top = _levels.Last();
        ReadOnlySpan<byte> free = Encoding.ASCII.GetBytes($".removed-{Environment.ProcessId}-{++_moved}\0");
        int result;
        fixed (byte* from = name, to = free)
            result = TreeCalls.RenameAt(level.Directory, from, top.Directory, to);
        var errno = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (errno == 0) _hasMoved = true;
        else if (errno != Errno.ENOENT) Note(level, name, Sentence(errno));
    }

    // The directory at the end of the stack is read completely: it is removed, unless something in it stays.
    private void Leave()
    {
        var level = _levels.Pop();
        if (level.HasRemains) level.GiveBack();
        level.Dispose();
        _levels.TryPeek(out var above);
        if (level.HasRemains)
        {
            if (above is not null) above.HasRemains = true;
            return;
        }
        var directory = above?.Directory ?? parent;
        var errno = Unlink(directory, level.Name, TreeCalls.AT_REMOVEDIR);
        switch (errno)
        {
            case 0 or Errno.ENOENT:
                break;
            case Errno.ENOTEMPTY or Errno.EEXIST when level.Pass < PassesMax:
                EnterAgain(above, level);
                break;
            case Errno.ENOTEMPTY or Errno.EEXIST:
                Note(above, level.Name, "another process keeps filling it");
                break;
            case Errno.ENOTDIR:
                errno = Unlink(directory, level.Name, 0);
                if (errno is not (0 or Errno.ENOENT)) Note(above, level.Name, Sentence(errno));
                break;
            default:
                Note(above, level.Name, Sentence(errno));
                break;
        }
    }

    private void EnterAgain(TreeLevel? above, TreeLevel level)
    {
        if (above is not null)
        {
            Enter(above, level.Name, level.Pass + 1);
            return;
        }
        if (DirectoryOpener.TryOpen(parent, level.Name, out var errno) is { } top)
            Push(top, level.Name, level.Retained, level.Pass + 1);
        else RemoveFile(parent, level.Name, errno);
    }

    private static string Sentence(int errno) => errno switch
    {
        Errno.EXDEV or Errno.EBUSY => "something is mounted there",
        Errno.EPERM => "it is immutable, or not ours to remove",
        _ => Marshal.GetPInvokeErrorMessage(errno),
    };

    // Without a level the top itself stays.
    private void Note(TreeLevel? level, ReadOnlySpan<byte> name, string reason)
    {
        if (level is not null) level.HasRemains = true;
        _count++;
        if (_named.Count >= TreeRemains.NamedMax) return;
        var whole = new List<byte>(path);
        if (level is not null)
        {
            foreach (var above in _levels.Reverse().Skip(1)) Append(whole, above.Name.AsSpan(..^1));
            if (name.Length > 1) Append(whole, name[..^1]);
        }
        _named.Add(new(ByteName.Show(CollectionsMarshal.AsSpan(whole)), reason));
    }

    private static void Append(List<byte> whole, ReadOnlySpan<byte> name)
    {
        whole.Add((byte)'/');
        foreach (var code in name) whole.Add(code);
    }
}
