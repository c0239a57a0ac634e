using System.Text.Json;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Specification;

namespace Aops.AgentService.Pair;

/// <summary>The order in which orphaned sub-agents are stopped: each before those that it depends on.</summary>
internal static class StopOrder
{
    /// <summary>Sorts sub-agents into groups that are stopped together, one group after the other.</summary>
    /// <param name="layout">The root with their specifications.</param>
    /// <param name="names">The sub-agents.</param>
    internal static IReadOnlyList<IReadOnlyList<string>> Of(AopsLayout layout, IEnumerable<string> names)
    {
        var left = names.ToHashSet();
        var graph = new DependencyGraph();
        foreach (var name in left) graph.Set(name, DependenciesOf(layout.SubAgentSpec(name)));
        var groups = new List<IReadOnlyList<string>>();
        while (left.Count > 0)
        {
            var next = graph.NextToStop(left);
            left.ExceptWith(next);
            groups.Add(next);
        }
        return groups;
    }

    // Reads this field alone, so that an older service CLI can stop what a newer spm started.
    private static string[] DependenciesOf(string spec)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(spec));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("dependsOn", out var names) && names.ValueKind == JsonValueKind.Array
                ? [.. names.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.String)
                    .Select(n => n.GetString()!)]
                : [];
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
