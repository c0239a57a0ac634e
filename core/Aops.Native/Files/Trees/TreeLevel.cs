using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files.Trees;

/// <summary>
/// A directory that is being emptied. When it is opened, its owner becomes this process's user and its mode 0700,
/// both through its descriptor. From then on only root can change its entries, whatever descriptors and working
/// directories other processes still have in it.
/// </summary>
internal sealed class TreeLevel : IDisposable
{
    private const uint Permissions = 0xFFF;
    private const uint OwnerAll = 0x1C0;
    private const uint WritableByOthers = 0x12;

    private readonly FileStatus _before;
    private bool _isTaken;

    /// <summary>Takes ownership of a directory.</summary>
    /// <param name="directory">The directory; closed by this object.</param>
    /// <param name="name">Its name, ending with a NUL.</param>
    /// <param name="retained">The names that are retained in it.</param>
    /// <param name="pass">How often a directory of this name was emptied before.</param>
    public TreeLevel(SafeFileHandle directory, ReadOnlySpan<byte> name, RetainedNames retained, int pass)
    {
        Directory = directory;
        Name = name.ToArray();
        Retained = retained;
        Pass = pass;
        Reader = new DirectoryReader(directory);
        _before = FileStatus.Of(directory);
        Take();
    }

    public SafeFileHandle Directory { get; }

    /// <summary>Name of the directory, ending with a NUL.</summary>
    public byte[] Name { get; }

    public RetainedNames Retained { get; }

    public int Pass { get; }

    public DirectoryReader Reader { get; }

    /// <summary>Whether something in it stays, so that the directory stays too.</summary>
    public bool HasRemains { get; set; }

    /// <summary>Restores owner and mode of a directory that stays.</summary>
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
        // Without permission to change the owner the removal is still safe; other users can only keep changing the
        // entries.
        _isTaken = _before.UserId == user || TreeCalls.ChangeOwner(Directory, user, unchanged) == 0;
        if (_isTaken) _ = TreeCalls.ChangeMode(Directory, OwnerAll);
    }
}
