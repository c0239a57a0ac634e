namespace Aops.Sweep.Power;

/// <summary>What a recorded call does to the files below a root.</summary>
public enum DiskCall
{
    /// <summary>A new regular file, empty.</summary>
    Create,

    /// <summary>A new folder.</summary>
    MakeDirectory,

    /// <summary>A new symbolic link.</summary>
    Symlink,

    /// <summary>One more name of a file.</summary>
    Link,

    /// <summary>Another name in the place of the old one.</summary>
    Rename,

    /// <summary>Two names change places.</summary>
    Exchange,

    /// <summary>A name less, of a file or of an empty folder.</summary>
    Unlink,

    /// <summary>Bytes into a file.</summary>
    Write,

    /// <summary>Another length of a file.</summary>
    Resize,

    /// <summary>Other permissions.</summary>
    ChangeMode,

    /// <summary>fsync(2) or fdatasync(2) of a file or a folder.</summary>
    Flush,

    /// <summary>syncfs(2).</summary>
    FlushAll,

    /// <summary>A process has become a program that lies below the root. Changes no file.</summary>
    Execute,

    /// <summary>The program that the recording began with has ended. Changes no file.</summary>
    End,
}
