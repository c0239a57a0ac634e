using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire.Reading;

namespace Aops.Specification;

/// <summary>
/// Reads <c>subagent.json</c>. A host runs what it understands of a signed specification, and the packing tool refuses what
/// no host understands: both get the same list, and decide about it.
/// </summary>
public static class SubAgentSpecReader
{
    // What stands in for a required member that cannot be read, so that the other members can be checked.
    private static readonly Dictionary<string, string> StandIns = new(StringComparer.Ordinal)
    {
        ["name"] = "\"name\"", ["version"] = "\"1\"", ["exec"] = "\"exec\"",
    };

    /// <summary>Reads a specification.</summary>
    /// <param name="json">The file.</param>
    /// <param name="faults">
    /// Receives, if null is returned, every fault: what cannot be read, and what the rules refuse of the rest.
    /// </param>
    /// <param name="ignored">Receives the members that this version does not know, and those that stand twice.</param>
    /// <returns>The specification, which the rules have not seen yet; null if it cannot be read.</returns>
    public static SubAgentSpec? Read(ReadOnlySpan<byte> json, ICollection<string> faults, ICollection<string> ignored)
    {
        var found = JsonFaults.Find(json, ContractsJson.Default.SubAgentSpec);
        foreach (var fault in found)
            (fault.Kind is JsonFaultKind.Unknown or JsonFaultKind.Repeated ? ignored : faults).Add(fault.ToString());
        try
        {
            if (faults.Count == 0) return JsonSerializer.Deserialize(json, ContractsJson.Default.SubAgentSpec);
        }
        catch (JsonException e)
        {
            faults.Add(JsonFaults.Explain(json, ContractsJson.Default.SubAgentSpec, e));
        }
        foreach (var fault in FaultsOfRest(json.ToArray())) faults.Add(fault);
        return null;
    }

    // A type that is wrong in one member must not hide what is wrong in the others.
    private static IEnumerable<string> FaultsOfRest(ReadOnlyMemory<byte> json)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(json);
            root = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return [];
        }
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        var rest = WirePart.Salvage(root, ContractsJson.Default.SubAgentSpec, StandIns, name => leftOut.Add(name));
        return SubAgentSpecValidator.Validate(rest).Where(fault => !leftOut.Contains(MemberOf(fault)));
    }

    private static string MemberOf(string fault) => fault[..Math.Max(0, fault.IndexOfAny(['.', ':']))];
}
