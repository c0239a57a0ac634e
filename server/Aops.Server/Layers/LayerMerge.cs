using Aops.Contracts.Wire;

namespace Aops.Server.Layers;

/// <summary>
/// Lays documents over one another, field by field: maps merge by key, sub-agents by name, lists replace. A sub-agent
/// to which no layer gives a version is left out. Every field remembers the layer that said it last.
/// </summary>
internal sealed class LayerMerge
{
    private readonly SortedDictionary<string, EffectiveField> _fields = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MergedSubAgent> _subAgents = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _settings = new(StringComparer.Ordinal);
    private DesiredAgent? _agent;
    private MergedLayer? _pausedBy;

    // Whether a layer says which sub-agents there are. One that only says how they run leaves the others alone.
    private bool _listsSubAgents;

    private LayerMerge()
    {
    }

    /// <summary>Merges layers.</summary>
    /// <param name="layers">The layers, the strongest last.</param>
    public static EffectiveDocument Of(IReadOnlyList<MergedLayer> layers)
    {
        var merge = new LayerMerge();
        foreach (var layer in layers) merge.Add(layer);
        return merge.ToDocument(layers);
    }

    private void Add(MergedLayer layer)
    {
        var document = layer.Document;
        if (document.Agent is { } agent)
        {
            _agent = agent;
            Set(layer, "agent.version", agent.Version);
            Set(layer, "agent.order", $"{agent.Generation}");
        }
        foreach (var (key, value) in document.Settings)
        {
            _settings[key] = value;
            Set(layer, $"settings.{key}", value);
        }
        if (document.Paused is { } isPaused)
        {
            _pausedBy = isPaused ? layer : null;
            Set(layer, LayerFields.Paused, isPaused ? "true" : "false");
        }
        if (document.ReplaceSubAgents is true)
        {
            foreach (var name in _subAgents.Keys.ToList()) Remove(name);
            _listsSubAgents = true;
        }
        if (document.SubAgents is not { } subAgents) return;
        _listsSubAgents |= subAgents.Count == 0;
        foreach (var subAgent in subAgents) Add(layer, subAgent);
    }

    private void Add(MergedLayer layer, LayerSubAgent said)
    {
        _listsSubAgents |= said.Version is not null || said.Removed is true;
        if (said.Removed is true)
        {
            Remove(said.Name);
            return;
        }
        if (!_subAgents.TryGetValue(said.Name, out var merged))
            _subAgents.Add(said.Name, merged = new MergedSubAgent(said.Name));
        merged.Add(said);
        foreach (var (path, value) in LayerFields.Of(said)) Set(layer, path, value);
    }

    private void Remove(string name)
    {
        _subAgents.Remove(name);
        var prefix = LayerFields.PathOf(name);
        foreach (var path in _fields.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToList())
            _fields.Remove(path);
    }

    private void Set(MergedLayer layer, string path, string value) =>
        _fields[path] = new EffectiveField(value, layer.Layer, layer.Revision);

    private EffectiveDocument ToDocument(IReadOnlyList<MergedLayer> layers)
    {
        foreach (var merged in _subAgents.Values.Where(merged => merged.Version is null).ToList())
            Remove(merged.Name);
        return new EffectiveDocument
        {
            Layers = layers,
            Agent = _agent,
            SubAgents = _listsSubAgents ? [.. _subAgents.Values.Select(merged => merged.ToDesired())] : null,
            Settings = _settings,
            PausedBy = _pausedBy,
            Fields = _fields,
        };
    }

    // A sub-agent while layers are laid over one another.
    private sealed class MergedSubAgent(string name)
    {
        private readonly SortedDictionary<string, string> _env = new(StringComparer.Ordinal);
        private long _generation;
        private bool _isRunning = true;
        private IReadOnlyList<string>? _args;

        public string Name => name;

        public string? Version { get; private set; }

        public void Add(LayerSubAgent said)
        {
            if (said.Version is not null) (Version, _generation) = (said.Version, said.Generation ?? 0);
            _isRunning = said.Running ?? _isRunning;
            _args = said.Args ?? _args;
            foreach (var (key, value) in said.Env ?? new Dictionary<string, string>()) _env[key] = value;
        }

        public DesiredSubAgent ToDesired() => new()
        {
            Name = name, Version = Version!, Generation = _generation, Running = _isRunning, Env = _env, Args = _args,
        };
    }
}
