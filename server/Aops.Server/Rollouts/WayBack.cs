using Aops.Contracts.Wire;
using Aops.Query.Evaluation;
using Aops.Releases.Packages;
using Aops.Server.Layers;
using Aops.Server.Repository;
using Aops.Upgrade.Downgrades;

namespace Aops.Server.Rollouts;

/// <summary>
/// Whether hosts would take a version that is older than what they run: by the rule that they hold themselves, so that a plan
/// tells beforehand what each host would refuse. The floor of a host is at least what it runs.
/// </summary>
internal static class WayBack
{
    /// <summary>Whether something that a host should be goes back, and nothing signed permits that.</summary>
    /// <param name="wanted">What it should be.</param>
    /// <param name="facts">What it reports.</param>
    /// <param name="heartbeat">Its last heartbeat; null where none came.</param>
    /// <param name="published">What is published; of what is not, nothing can be told.</param>
    public static bool IsBarred(
        EffectiveDocument wanted, HostFacts facts, HeartbeatRequest? heartbeat, IReadOnlyList<Release> published)
    {
        var suites = Of(published, "agent", PackageKinds.AgentName);
        if (wanted.Agent is { } agent && IsBarred(facts.Version, agent.Version, suites)) return true;
        return (wanted.SubAgents ?? []).Any(subAgent =>
            heartbeat?.SubAgents.FirstOrDefault(one => one.Name == subAgent.Name)?.Version is { } running
            && IsBarred(running, subAgent.Version, Of(published, "subagent", subAgent.Name)));
    }

    private static List<Release> Of(IReadOnlyList<Release> published, string kind, string name) =>
        [.. published.Where(release => release.Kind == kind && release.Name == name)];

    private static bool IsBarred(string? running, string? next, List<Release> releases)
    {
        if (running is null or "" || next is null || running == next) return false;
        if (releases.Find(release => release.Version == next) is not { } target) return false;
        var floor = new ReleaseMark(running, releases.Find(release => release.Version == running)?.ReleaseNumber);
        return DowngradeRule.FaultOf(
            new ReleaseMark(next, target.ReleaseNumber), floor,
            ReleaseMark.Of(target.MayGoBackFrom, target.MayGoBackFromNumber)) is not null;
    }
}
