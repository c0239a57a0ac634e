using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.SubAgents;
using Aops.Releases;
using Aops.Supervision.Children;

namespace Aops.Spm.Releases;

/// <summary>
/// Checks a publisher's package against the rights that were delegated to the publisher, before it becomes
/// a slot.
/// </summary>
internal static class DelegatedRights
{
    /// <summary>Compares the specification of an unpacked package with rights.</summary>
    /// <param name="rights">
    /// The rights of each delegation on the path to the package; empty for the operator's own packages.
    /// </param>
    /// <returns>The violation as a sentence; null if there is none.</returns>
    public static string? FaultOf(IReadOnlyList<PublisherRights> rights, string directory)
    {
        if (rights.Count == 0) return null;
        SubAgentSpec? spec;
        try
        {
            spec = JsonSerializer.Deserialize(
                File.ReadAllBytes(Path.Combine(directory, SubAgentSpec.FileName)), ContractsJson.Default.SubAgentSpec);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return $"{SubAgentSpec.FileName} of a publisher's package cannot be read: {JsonFaults.Explain(e)}";
        }
        if (spec is null) return $"{SubAgentSpec.FileName} of a publisher's package holds null";
        foreach (var right in rights)
        {
            if (right.FaultOf(spec) is { } fault) return fault;
            if (!right.MayBeRoot && DelegatedAccount.FaultOf(spec.User, spec.Group) is { } reason)
                return right.Sentence(spec, reason);
        }
        return null;
    }
}
