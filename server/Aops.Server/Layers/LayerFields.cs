using System.Text.Json;

namespace Aops.Server.Layers;

/// <summary>What a document says, as fields by path, for differences and explanations.</summary>
internal static class LayerFields
{
    /// <summary>The path of the field that stops sub-agents.</summary>
    public const string Paused = "paused";

    // A sentence is a line.
    private const int ChangesTold = 4;

    private const string Order = ".order";
    private const string Running = ".running";
    private const string Args = ".args";
    private const string Env = ".env.";

    /// <summary>The fields of a document, by path.</summary>
    public static SortedDictionary<string, string> Of(LayerDocument document)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (document.Agent is { } agent)
        {
            fields["agent.version"] = agent.Version;
            fields["agent" + Order] = $"{agent.Generation}";
        }
        if (document.ReplaceSubAgents is true) fields["replaceSubAgents"] = "true";
        if (document.Paused is { } isPaused) fields[Paused] = isPaused ? "true" : "false";
        if (document.SubAgents is { Count: 0 }) fields["subAgents"] = "[]";
        foreach (var subAgent in document.SubAgents ?? [])
        {
            foreach (var (path, value) in Of(subAgent)) fields[path] = value;
        }
        foreach (var (key, value) in document.Settings) fields[$"settings.{key}"] = value;
        return fields;
    }

    /// <summary>What a document says of a sub-agent.</summary>
    public static IEnumerable<(string Path, string Value)> Of(LayerSubAgent subAgent)
    {
        var at = PathOf(subAgent.Name);
        if (subAgent.Version is { } version)
        {
            yield return (at + ".version", version);
            yield return (at + Order, $"{subAgent.Generation ?? 0}");
        }
        if (subAgent.Running is { } isRunning) yield return (at + Running, isRunning ? "true" : "false");
        if (subAgent.Args is { } args)
            yield return (at + Args, JsonSerializer.Serialize(args, ServerJson.Default.IReadOnlyListString));
        if (subAgent.Removed is true) yield return (at + ".removed", "true");
        foreach (var (key, value) in subAgent.Env ?? new Dictionary<string, string>())
            yield return (at + Env + key, value);
    }

    /// <summary>What the paths of a sub-agent begin with.</summary>
    public static string PathOf(string subAgent) => $"subAgents[{subAgent}]";

    /// <summary>Whether a field tells an order of a version from the one before it, and nothing that a host is.</summary>
    public static bool IsOrder(string path) => path.EndsWith(Order, StringComparison.Ordinal);

    /// <summary>The version that an order is of; of anything else the field itself.</summary>
    public static string WithoutOrder(string path) => IsOrder(path) ? path[..^Order.Length] + ".version" : path;

    /// <summary>Whether a field tells that a sub-agent runs.</summary>
    public static bool IsRunning(string path) => path.EndsWith(']' + Running, StringComparison.Ordinal);

    /// <summary>Whether the value of a field may be a secret, and is not told to readers of events.</summary>
    public static bool IsSecret(string path) =>
        path.Contains(']' + Env, StringComparison.Ordinal) || path.EndsWith(']' + Args, StringComparison.Ordinal);

    /// <summary>The changes without the orders of versions that change themselves: those are new orders anyway.</summary>
    public static List<FieldChange> WithoutOrders(IReadOnlyList<FieldChange> changes) =>
        [.. changes.Where(change => !IsOrder(change.Field)
            || !changes.Any(other => other.Field == WithoutOrder(change.Field)))];

    /// <summary>Changes as clauses, without what may be a secret; of many the first ones, and how many more there are.</summary>
    public static string Tell(IReadOnlyList<FieldChange> changes)
    {
        var told = string.Join(", ", changes.Take(ChangesTold).Select(Tell));
        return changes.Count > ChangesTold ? $"{told} and {changes.Count - ChangesTold} more" : told;
    }

    private static string Tell(FieldChange change) => change switch
    {
        { To: null } => $"{change.Field} taken away",
        _ when IsSecret(change.Field) => change.Field,
        _ => $"{change.Field} = {change.To}",
    };

    /// <summary>Fields in which documents differ, in order; no document says nothing.</summary>
    public static List<FieldChange> Differ(LayerDocument? from, LayerDocument? to) =>
        Differ(Of(from ?? LayerDocument.Empty), Of(to ?? LayerDocument.Empty));

    /// <summary>Fields that differ, in order.</summary>
    public static List<FieldChange> Differ(
        IReadOnlyDictionary<string, string> from, IReadOnlyDictionary<string, string> to) =>
    [
        .. from.Keys.Union(to.Keys).Order(StringComparer.Ordinal)
            .Select(path => new FieldChange(path, from.GetValueOrDefault(path), to.GetValueOrDefault(path)))
            .Where(change => change.From != change.To),
    ];
}
