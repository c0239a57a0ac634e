using Aops.Fuzz.Engine;

namespace Aops.Fuzz.Targets;

/// <summary>Every reader of foreign bytes that is fuzzed.</summary>
internal static class AllTargets
{
    private static readonly FuzzTarget[] All =
    [
        .. ServerTargets.All, .. AgentTargets.All, .. LocalTargets.All, .. HostFileTargets.All, .. ReleaseTargets.All, .. RunTargets.All,
        .. PackageTargets.All, .. PlaybookTargets.All, InstallScriptTarget.Make(),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(target => target.Name);

    /// <summary>One target, or all of them.</summary>
    /// <param name="name">Its name, or null for all.</param>
    public static IReadOnlyList<FuzzTarget> Of(string? name) =>
        [.. All.Where(target => name is null || target.Name == name)];
}
