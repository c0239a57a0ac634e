using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Repository;

/// <summary>Finds the targets of a version in targets metadata: one for each processor.</summary>
internal static class ListedTargets
{
    /// <summary>Finds the targets of a version.</summary>
    /// <param name="targets">The metadata.</param>
    /// <param name="subAgent">A sub-agent, or null for the suite.</param>
    /// <returns>Names and entries; at least one.</returns>
    /// <exception cref="ToolException">The version is not listed.</exception>
    public static IReadOnlyList<KeyValuePair<string, JsonObject>> Find(
        JsonObject targets, string? subAgent, string version)
    {
        var (kind, name) = subAgent is null
            ? (PackageKind.Agent, PackageKinds.AgentName)
            : (PackageKind.SubAgent, subAgent);
        var found = targets["targets"]!.AsObject()
            .Where(target => target.Value!["custom"] is JsonObject custom
                && (string?)custom["kind"] == kind.Text() && (string?)custom["name"] == name
                && (string?)custom["version"] == version)
            .Select(target => KeyValuePair.Create(target.Key, target.Value!.AsObject())).ToList();
        return found.Count > 0
            ? found
            : throw new ToolException(ExitCodes.NoInput, $"the repository has no {name} {version}; nothing was changed");
    }
}
