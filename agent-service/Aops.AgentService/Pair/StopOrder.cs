using System.Text.Json;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Pair;

/// <summary>The order in which orphaned sub-agents are stopped: each before those that it depends on.</summary>
internal static class StopOrder
{
    /// <summary>Sorts sub-agents into groups that are stopped together, one group after the other.</summary>
    /// <param name="layout">The root with their specifications.</param>
    /// <param name="names">The sub-agents.</param>
    internal static IReadOnlyList<IReadOnlyList<string>> Of(AopsLayout layout, IEnumerable<string> names)
    {
        var left = names.Distinct().ToDictionary(name => name, name => DependenciesOf(layout.SubAgentSpec(name)));
        var groups = new List<IReadOnlyList<string>>();
        while (left.Count > 0)
        {
            var needed = left.Values.SelectMany(n => n).ToHashSet();
            var free = left.Keys.Where(name => !needed.Contains(name)).ToList();
            // Only a dependency cycle is left: stop all of it.
            if (free.Count == 0) free = [.. left.Keys];
            foreach (var name in free) left.Remove(name);
            groups.Add(free);
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
