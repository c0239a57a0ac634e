using System.Security.Cryptography;
using System.Text;

namespace Aops.Sweep.Power;

/// <summary>Everything that a disk may hold after a power cut.</summary>
public sealed class DiskState
{
    private readonly SortedDictionary<string, DiskEntry> _entries = new(StringComparer.Ordinal);

    private DiskState(string name) => Name = name;

    /// <summary>Where the cut was, and what was lost, for people.</summary>
    public string Name { get; }

    /// <summary>What was promised before the cut: see <see cref="DiskHistory.Promised"/>.</summary>
    public IReadOnlyDictionary<string, int> Promised { get; set; } = new Dictionary<string, int>();

    /// <summary>Each path below the root; a folder comes before what is in it.</summary>
    public IReadOnlyDictionary<string, DiskEntry> Entries => _entries;

    /// <summary>Equal for equal states.</summary>
    public string Hash() => Hash(_ => true);

    /// <summary>Equal for states that are equal in a part of their paths.</summary>
    /// <param name="isMeant">Tells the part.</param>
    public string Hash(Func<string, bool> isMeant)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, entry) in _entries)
        {
            if (isMeant(path)) hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{entry.Text}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What the disk holds if a choice of changes is on it.</summary>
    internal static DiskState Of(DiskModel model, DiskChoice choice, string name)
    {
        var state = new DiskState(name);
        var changes = model.Pending.Where(choice.Has).ToList();
        state.Add(model.Root, "", changes, model, choice);
        return state;
    }

    private void Add(
        DiskNode folder, string prefix, IReadOnlyList<NameChange> changes, DiskModel model, DiskChoice choice)
    {
        foreach (var (name, node) in NamesOf(folder, changes))
        {
            var path = prefix + name;
            if (!_entries.TryAdd(path, EntryOf(node, model, choice))) continue;
            if (node.Children is not null) Add(node, path + "/", changes, model, choice);
        }
    }

    private static DiskEntry EntryOf(DiskNode node, DiskModel model, DiskChoice choice)
    {
        if (node.Buffer is null) return new DiskEntry(node.DurableMode, null, node.Target);
        if (!model.Dirty.Contains(node)) return new DiskEntry(node.DurableMode, node.Durable, null);
        var loss = choice.LossOf(node);
        var content = loss switch
        {
            DataLoss.None => node.Buffer.Take(),
            DataLoss.Cut => node.Buffer.Take().Half(),
            DataLoss.Zeros => node.Buffer.Take().Zeros(),
            _ => node.Durable,
        };
        return new DiskEntry(loss == DataLoss.Old ? node.DurableMode : node.Mode, content, null);
    }

    private static Dictionary<string, DiskNode> NamesOf(DiskNode folder, IReadOnlyList<NameChange> changes)
    {
        var names = new Dictionary<string, DiskNode>();
        foreach (var (name, there) in folder.DurableChildren)
        {
            if (there.Node is not null) names[name] = there.Node;
        }
        foreach (var change in changes)
        {
            foreach (var (of, name, node) in change.Sets)
            {
                if (of != folder) continue;
                if (folder.DurableChildren.TryGetValue(name, out var there) && there.Number > change.Number) continue;
                if (node is null) names.Remove(name);
                else names[name] = node;
            }
        }
        return names;
    }
}
