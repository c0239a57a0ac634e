using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files.Trees;

/// <summary>
/// A directory that is being emptied. When it is opened it is taken out of the hands of others: its owner becomes this
/// process's user and its mode 0700, by its descriptor. From then on nobody but root changes its names, whatever
/// descriptors and working directories others still have in it.
/// </summary>
internal sealed class TreeLevel : IDisposable
{
    private const uint Permissions = 0xFFF;
    private const uint OwnerAll = 0x1C0;
    private const uint WritableByOthers = 0x12;

    private readonly FileStatus _before;
    private bool _isTaken;

    /// <summary>Takes a directory.</summary>
    /// <param name="directory">The directory; it belongs to this from now on.</param>
    /// <param name="name">Its name, ended by a NUL.</param>
    /// <param name="kept">What stays in it.</param>
    /// <param name="pass">How often a directory of this name was emptied before.</param>
    public TreeLevel(SafeFileHandle directory, ReadOnlySpan<byte> name, RetainedNames kept, int pass)
    {
        Directory = directory;
        Name = name.ToArray();
        Kept = kept;
        Pass = pass;
        Reader = new DirectoryReader(directory);
        _before = FileStatus.Of(directory);
        Take();
    }

    public SafeFileHandle Directory { get; }

    /// <summary>Its name, ended by a NUL.</summary>
    public byte[] Name { get; }

    public RetainedNames Kept { get; }

    public int Pass { get; }

    public DirectoryReader Reader { get; }

    /// <summary>Whether something stays in it, and so it does too.</summary>
    public bool HasRemains { get; set; }

    /// <summary>Gives it back as it was, since something stays in it.</summary>
    public void GiveBack()
    {
        if (!_isTaken) return;
        _ = TreeCalls.ChangeOwner(Directory, _before.UserId, _before.GroupId);
        _ = TreeCalls.ChangeMode(Directory, _before.Mode & Permissions);
        _isTaken = false;
    }

    public void Dispose() => Directory.Dispose();

    private void Take()
    {
        const uint unchanged = uint.MaxValue;
        var user = CurrentUser.EffectiveId;
        var isClosed = (_before.Mode & OwnerAll) == OwnerAll && (_before.Mode & WritableByOthers) == 0;
        if (_before.UserId == user && isClosed) return;
        // Without the right to do so the walk is no less exact; only others can go on changing what it looks at.
        _isTaken = _before.UserId == user || TreeCalls.ChangeOwner(Directory, user, unchanged) == 0;
        if (_isTaken) _ = TreeCalls.ChangeMode(Directory, OwnerAll);
    }
}
