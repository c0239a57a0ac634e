using Aops.Native.Files;

namespace Aops.Sweep.Power;

/// <summary>
/// What a disk may hold, call by call, under the least that POSIX guarantees: content and mode of a file
/// are durable after fsync of the file, a name after fsync of its folder, and a rename is atomic; nothing
/// else has an order.
/// </summary>
public sealed class DiskModel
{
    private readonly Dictionary<ulong, DiskNode> _nodes = [];
    private readonly List<NameChange> _pending = [];
    private readonly List<DiskNode> _dirty = [];
    private readonly Func<string, bool> _isOutside;
    private int _number;

    private DiskModel(DiskNode root, Func<string, bool> isOutside) => (Root, _isOutside) = (root, isOutside);

    /// <summary>The root.</summary>
    internal DiskNode Root { get; }

    /// <summary>Changes of names that may not be on the disk yet, oldest first.</summary>
    internal IReadOnlyList<NameChange> Pending => _pending;

    /// <summary>Files that may not be completely on the disk yet.</summary>
    internal IReadOnlyList<DiskNode> Dirty => _dirty;

    /// <summary>Takes what lies below a folder as what is surely on the disk.</summary>
    /// <param name="isOutside">
    /// Tells of a path below it whether it is none of the model's business: what lies on a tmpfs, logs. It is taken as
    /// flushed at once.
    /// </param>
    public static DiskModel Load(string folder, Func<string, bool> isOutside)
    {
        var root = DiskNode.Folder(ModeOf(folder));
        var model = new DiskModel(root, isOutside);
        model._nodes[FileStatus.TryRead(folder)!.Value.Inode] = root;
        model.LoadBelow(folder, root);
        return model;
    }

    /// <summary>A copy with the same initial state; this model was not replayed yet.</summary>
    public DiskModel Copy()
    {
        var copies = new Dictionary<DiskNode, DiskNode>();
        var copy = new DiskModel(CopyOf(Root, copies), _isOutside);
        foreach (var (inode, node) in _nodes) copy._nodes[inode] = CopyOf(node, copies);
        return copy;
    }

    /// <summary>Plays one call.</summary>
    /// <exception cref="InvalidOperationException">It does not fit to what was played before.</exception>
    public void Play(DiskEvent call)
    {
        _number++;
        switch (call.Call)
        {
            case DiskCall.Create:
                Give(call, Know(call, DiskNode.File(call.Mode, [])));
                break;
            case DiskCall.MakeDirectory:
                Give(call, Know(call, DiskNode.Folder(call.Mode)));
                break;
            case DiskCall.Symlink:
                Give(call, Know(call, DiskNode.Link(System.Text.Encoding.UTF8.GetString(call.Data.Span))));
                break;
            case DiskCall.Link:
                Give(call, Find(call.Source));
                break;
            case DiskCall.Unlink:
                Give(call, null);
                break;
            case DiskCall.Rename:
                Move(call);
                break;
            case DiskCall.Write or DiskCall.Resize or DiskCall.ChangeMode:
                Change(call);
                break;
            case DiskCall.Flush when _nodes.TryGetValue(call.Inode, out var node):
                Flush(node);
                break;
            case DiskCall.FlushAll:
                foreach (var node in _nodes.Values.ToList()) Flush(node);
                break;
            case DiskCall.Exchange:
                throw new InvalidOperationException($"{call.Path}: an exchange of names is not modelled");
        }
    }

    /// <summary>What the running system sees at a path; null for nothing.</summary>
    internal DiskNode? TryFind(string path)
    {
        var node = Root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node.Children is null || !node.Children.TryGetValue(part, out node)) return null;
        }
        return node;
    }

    private static DiskNode CopyOf(DiskNode node, Dictionary<DiskNode, DiskNode> copies)
    {
        if (copies.TryGetValue(node, out var copy)) return copy;
        copies[node] = copy = node.CopyAlone();
        foreach (var (name, child) in node.Children ?? [])
        {
            var copied = CopyOf(child, copies);
            copy.Children![name] = copied;
            copy.DurableChildren[name] = (copied, 0);
        }
        return copy;
    }

    private static int ModeOf(string path) => (int)FileStatus.TryRead(path)!.Value.Permissions;

    private void LoadBelow(string folder, DiskNode into)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            var status = FileStatus.TryRead(entry.FullName)!.Value;
            if (!_nodes.TryGetValue(status.Inode, out var node))
            {
                node = entry.LinkTarget is { } target ? DiskNode.Link(target)
                    : status.IsDirectory ? DiskNode.Folder((int)status.Permissions)
                    : DiskNode.File((int)status.Permissions,
                        status.IsRegular ? File.ReadAllBytes(entry.FullName) : []);
                if (node.Buffer is not null) node.Durable = node.Buffer.Take();
                _nodes[status.Inode] = node;
            }
            into.Children![entry.Name] = node;
            into.DurableChildren[entry.Name] = (node, 0);
            if (status.IsDirectory) LoadBelow(entry.FullName, node);
        }
    }

    private DiskNode Know(DiskEvent call, DiskNode node) => _nodes[call.Inode] = node;

    private DiskNode Find(string path) => TryFind(path)
        ?? throw new InvalidOperationException($"call {_number} is about {path}, which was never made");

    private void Give(DiskEvent call, DiskNode? node) => Set(call, [Place(call.Path, node)]);

    private void Move(DiskEvent call)
    {
        if (call.Source == "?") throw new InvalidOperationException($"{call.Path} comes from outside of the root");
        var node = Find(call.Source);
        Set(call, [Place(call.Source, null), Place(call.Path, node)]);
    }

    private (DiskNode Folder, string Name, DiskNode? Node) Place(string path, DiskNode? node) =>
        (Find(Path.GetDirectoryName(path)!), Path.GetFileName(path), node);

    private void Set(DiskEvent call, IReadOnlyList<(DiskNode Folder, string Name, DiskNode? Node)> sets)
    {
        foreach (var (folder, name, node) in sets)
        {
            if (node is null) folder.Children!.Remove(name);
            else folder.Children![name] = node;
        }
        var change = new NameChange(_number, $"{call.Call} {call.Path}", sets);
        if (_isOutside(call.Path)) MakeDurable(change);
        else _pending.Add(change);
    }

    private void Change(DiskEvent call)
    {
        if (!_nodes.TryGetValue(call.Inode, out var node)) return;
        if (call.Call == DiskCall.Write) node.Buffer!.Write(call.Offset, call.Data.Span);
        else if (call.Call == DiskCall.Resize) node.Buffer!.Resize(call.Offset);
        node.Mode = call.Mode;
        if (node.Buffer is null) node.DurableMode = call.Mode;
        else if (_isOutside(call.Path)) Flush(node);
        else if (!_dirty.Contains(node)) _dirty.Add(node);
    }

    private void Flush(DiskNode node)
    {
        node.DurableMode = node.Mode;
        if (node.Buffer is not null)
        {
            node.Durable = node.Buffer.Take();
            _dirty.Remove(node);
            return;
        }
        foreach (var change in _pending.FindAll(c => c.Sets.Any(s => s.Folder == node)))
        {
            MakeDurable(change);
            _pending.Remove(change);
        }
    }

    // A later change of the same name may be on the disk already, through the flush of another folder.
    private static void MakeDurable(NameChange change)
    {
        foreach (var (folder, name, node) in change.Sets)
        {
            if (!folder.DurableChildren.TryGetValue(name, out var there) || there.Number < change.Number)
                folder.DurableChildren[name] = (node, change.Number);
        }
    }
}
