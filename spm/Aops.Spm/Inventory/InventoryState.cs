using Aops.Contracts.Wire.Inventory;
using Aops.Hosting.Loops;

namespace Aops.Spm.Inventory;

/// <summary>
/// What heartbeats name of the inventory, and what the server asked for. Contents are held only until the first answer to a
/// heartbeat that named them; one that is asked for later is read again.
/// </summary>
internal sealed class InventoryState
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, InventoryContent> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private Dictionary<string, string>? _hashes;

    /// <summary>Raised when the server asks for a section.</summary>
    public WakeSignal Asked { get; } = new();

    /// <summary>Sections with their hashes, not to be changed; null before any was read.</summary>
    public IReadOnlyDictionary<string, string>? Hashes
    {
        get { lock (_gate) return _hashes; }
    }

    /// <summary>Takes what was read; a section that was not read stays as it was.</summary>
    public void Set(IReadOnlyList<InventoryContent> contents)
    {
        lock (_gate)
        {
            var changed = contents
                .Where(content => _hashes?.GetValueOrDefault(content.Section) != content.Hash).ToList();
            if (changed.Count == 0) return;
            var hashes = new Dictionary<string, string>(_hashes ?? [], StringComparer.Ordinal);
            foreach (var content in changed)
                (hashes[content.Section], _held[content.Section]) = (content.Hash, content);
            _hashes = hashes;
        }
    }

    /// <summary>Takes an answer.</summary>
    /// <param name="wanted">The sections that the server asks for.</param>
    public void Answer(IReadOnlyCollection<string> wanted)
    {
        lock (_gate)
        {
            if (_hashes is null) return;
            var taken = _held.Keys.Where(section => !wanted.Contains(section)).ToList();
            foreach (var section in taken) _held.Remove(section);
            _wanted.UnionWith(wanted.Where(_hashes.ContainsKey).Take(InventoryLimits.SectionsMax));
            if (_wanted.Count == 0) return;
        }
        Asked.Raise();
    }

    /// <summary>The sections that were asked for since the last call.</summary>
    public IReadOnlyList<string> TakeWanted()
    {
        lock (_gate)
        {
            string[] wanted = [.. _wanted];
            _wanted.Clear();
            return wanted;
        }
    }

    /// <summary>The content of a section; null if it is not held.</summary>
    public InventoryContent? Find(string section)
    {
        lock (_gate) return _held.GetValueOrDefault(section);
    }
}
