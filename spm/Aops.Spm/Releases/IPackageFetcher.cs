using Aops.Releases.Packages;
using Aops.Upgrade.Downgrades;

namespace Aops.Spm.Releases;

/// <summary>Where the services that decide get releases from: what is signed about them, and their files.</summary>
internal interface IPackageFetcher
{
    /// <summary>Fetches a version of the suite into its slot.</summary>
    /// <exception cref="FetchException">It could not be had; the slot is not there.</exception>
    Task FetchAgentAsync(string version, string? bundlePath, Action<int> percent, CancellationToken cancellationToken);

    /// <summary>Fetches a version of a sub-agent into a slot.</summary>
    /// <exception cref="FetchException">It could not be had; the slot is not there.</exception>
    Task FetchSubAgentAsync(
        string name, string version, string slot, Action<int> percent, CancellationToken cancellationToken);

    /// <summary>What the signed metadata says of a version of the suite, and of those that it is compared with.</summary>
    /// <exception cref="FetchException">The metadata could not be had, or names no such version.</exception>
    Task<ReleaseFacts> FindReleaseAsync(
        string version, string? floor, string? current, string? bundlePath, CancellationToken cancellationToken);

    /// <summary>What the signed metadata says of a version of a sub-agent, and of its floor.</summary>
    /// <exception cref="FetchException">The metadata could not be had, or names no such version.</exception>
    Task<ReleaseFacts> FindSubAgentReleaseAsync(
        string name, string version, string? floor, CancellationToken cancellationToken);

    /// <summary>Whether the signed metadata has a version of the suite now.</summary>
    /// <exception cref="FetchException">The metadata could not be had.</exception>
    Task<bool> IsAgentListedAsync(string version, CancellationToken cancellationToken);

    /// <summary>Whether the signed metadata has a version of a sub-agent now.</summary>
    /// <exception cref="FetchException">The metadata could not be had.</exception>
    Task<bool> IsSubAgentListedAsync(string name, string version, CancellationToken cancellationToken);

    /// <summary>Puts back what is missing or damaged in a slot of the suite.</summary>
    Task<HealOutcome> HealAgentAsync(string version, string slot, CancellationToken cancellationToken);
}
