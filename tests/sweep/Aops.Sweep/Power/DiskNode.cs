namespace Aops.Sweep.Power;

/// <summary>A file, link or folder: what the running system sees of it, and what is surely on the disk.</summary>
internal sealed class DiskNode
{
    private DiskNode(int mode) => (Mode, DurableMode) = (mode, mode);

    /// <summary>Permissions that the running system sees.</summary>
    public int Mode { get; set; }

    /// <summary>Permissions on the disk.</summary>
    public int DurableMode { get; set; }

    /// <summary>Where a link leads; null for anything else.</summary>
    public string? Target { get; private init; }

    /// <summary>Content of a file that the running system sees; null for anything else.</summary>
    public FileBuffer? Buffer { get; private init; }

    /// <summary>Content of a file on the disk.</summary>
    public Content Durable { get; set; } = Content.Empty;

    /// <summary>What the running system finds in a folder; null for anything else.</summary>
    public Dictionary<string, DiskNode>? Children { get; private init; }

    /// <summary>
    /// What is surely in a folder on the disk, each name with the number of the change that put it there; no node for a
    /// name that was taken away.
    /// </summary>
    public Dictionary<string, (DiskNode? Node, int Number)> DurableChildren { get; } = [];

    /// <summary>The same with an empty folder, and with bytes that are shared as long as nobody writes.</summary>
    public DiskNode CopyAlone() => new(Mode)
    {
        Target = Target,
        Buffer = Buffer is null ? null : new FileBuffer(Durable),
        Durable = Durable,
        Children = Children is null ? null : [],
    };

    public static DiskNode File(int mode, byte[] bytes) => new(mode) { Buffer = new FileBuffer(bytes) };

    public static DiskNode Link(string target) => new(0) { Target = target };

    public static DiskNode Folder(int mode) => new(mode) { Children = [] };
}
