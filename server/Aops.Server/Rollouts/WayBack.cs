using Aops.Contracts.Wire;
using Aops.Query.Evaluation;
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
        if (wanted.Agent is { } agent
            && IsBarred(facts.Version, agent.Version, published, version => release => release.IsAgent(version)))
        {
            return true;
        }
        return (wanted.SubAgents ?? []).Any(subAgent =>
            heartbeat?.SubAgents.FirstOrDefault(one => one.Name == subAgent.Name)?.Version is { } running
            && IsBarred(
                running, subAgent.Version, published,
                version => release => release.IsSubAgent(subAgent.Name, version)));
    }

    private static bool IsBarred(
        string? running, string? next, IReadOnlyList<Release> published, Func<string, Func<Release, bool>> isOf)
    {
        if (running is null or "" || next is null || running == next) return false;
        if (published.FirstOrDefault(isOf(next)) is not { } target) return false;
        var floor = new ReleaseMark(running, published.FirstOrDefault(isOf(running))?.ReleaseNumber);
        return DowngradeRule.FaultOf(
            new ReleaseMark(next, target.ReleaseNumber), floor,
            ReleaseMark.Of(target.MayGoBackFrom, target.MayGoBackFromNumber)) is not null;
    }
}
