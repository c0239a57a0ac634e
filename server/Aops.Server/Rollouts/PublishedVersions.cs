using Aops.Server.Layers;
using Aops.Server.Repository;

namespace Aops.Server.Rollouts;

/// <summary>Whether what a document orders is still among what is published.</summary>
internal static class PublishedVersions
{
    /// <summary>Names a version that is not.</summary>
    /// <param name="document">The document, whose versions were published when it was written.</param>
    /// <param name="before">
    /// The document that it takes the place of: what this one orders, too, the hosts run already.
    /// </param>
    /// <param name="releases">What is published; null where that cannot be told now.</param>
    /// <returns>A clause; null where there is none.</returns>
    public static string? FindWithdrawn(
        LayerDocument document, LayerDocument before, IReadOnlyList<Release>? releases)
    {
        if (releases is null) return null;
        if (document.Agent is { Version: var version } && !before.Orders(version)
            && !releases.Any(release => release.IsAgent(version)))
        {
            return Of($"agent {version}");
        }
        return document.SubAgents?
            .Where(subAgent => subAgent.Version is { } wanted
                && !before.Orders(subAgent.Name, wanted)
                && !releases.Any(release => release.IsSubAgent(subAgent.Name, wanted)))
            .Select(subAgent => Of($"{subAgent.Name} {subAgent.Version}")).FirstOrDefault();
    }

    private static string Of(string what) => $"{what} was withdrawn by its publisher";
}
