using Aops.Contracts.Wire;

namespace Aops.Server.Desired;

/// <summary>Merges an agent's override with the fleet's default.</summary>
internal static class DesiredMerge
{
    /// <summary>
    /// The revision of both together: the greater one. Revisions are assigned across all scopes, so every
    /// change of either raises it, including the removal of an override.
    /// </summary>
    public static long Revision(DesiredRecord? fleet, DesiredRecord? own) =>
        Math.Max(fleet?.Revision ?? 0, own?.Revision ?? 0);

    /// <summary>The effective desired state of one agent.</summary>
    public static DesiredState Effective(DesiredRecord? fleet, DesiredRecord? own)
    {
        var common = fleet?.Document;
        var special = own?.Document;
        return new DesiredState
        {
            Revision = Revision(fleet, own),
            Agent = special?.Agent ?? common?.Agent,
            SubAgents = special?.SubAgents ?? common?.SubAgents,
            Settings = MergeSettings(common?.Settings, special?.Settings),
        };
    }

    private static IReadOnlyDictionary<string, string> MergeSettings(
        IReadOnlyDictionary<string, string>? common, IReadOnlyDictionary<string, string>? special)
    {
        if (special is null || special.Count == 0) return common ?? new Dictionary<string, string>();
        var merged = common is null ? [] : new Dictionary<string, string>(common);
        foreach (var (key, value) in special) merged[key] = value;
        return merged;
    }
}
