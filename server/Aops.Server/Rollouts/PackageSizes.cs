using Aops.Contracts.Wire;
using Aops.Query.Evaluation;
using Aops.Server.Layers;
using Aops.Server.Repository;

namespace Aops.Server.Rollouts;

/// <summary>What a host would download.</summary>
/// <param name="Bytes">How much, as far as it is published.</param>
/// <param name="IsLacking">Whether a version is published, and not for the architecture of the host.</param>
internal readonly record struct PackageSizes(long Bytes, bool IsLacking)
{
    /// <summary>Looks for the packages of a host.</summary>
    /// <param name="wanted">What it should be.</param>
    /// <param name="facts">What it reports.</param>
    /// <param name="heartbeat">Its last heartbeat; null where none came.</param>
    /// <param name="published">What is published.</param>
    public static PackageSizes Of(
        EffectiveDocument wanted, HostFacts facts, HeartbeatRequest? heartbeat, IReadOnlyList<Release> published)
    {
        var sizes = default(PackageSizes);
        if (wanted.Agent is { } agent && agent.Version != facts.Version)
        {
            sizes = sizes.Add(
                published.Where(release => release.IsAgent(agent.Version)), facts.Architecture, facts.Version);
        }
        foreach (var subAgent in wanted.SubAgents ?? [])
        {
            var found = heartbeat?.SubAgents.FirstOrDefault(one => one.Name == subAgent.Name);
            if (found?.Version == subAgent.Version) continue;
            sizes = sizes.Add(
                published.Where(release => release.IsSubAgent(subAgent.Name, subAgent.Version)), facts.Architecture,
                found?.Version);
        }
        return sizes;
    }

    private PackageSizes Add(IEnumerable<Release> releases, string architecture, string? from)
    {
        var known = releases.ToList();
        if (known.Count == 0) return this;
        if (architecture.Length == 0)
            return this with { Bytes = Bytes + known.Max(release => release.LengthFrom(from)) };
        var own = known.Find(release => release.Architecture is null || release.Architecture == architecture);
        return own is null ? this with { IsLacking = true } : this with { Bytes = Bytes + own.LengthFrom(from) };
    }
}
