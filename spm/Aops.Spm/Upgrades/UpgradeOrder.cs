namespace Aops.Spm.Upgrades;

/// <summary>A wish for a version of the suite.</summary>
/// <param name="Version">The version.</param>
/// <param name="Generation">Generation of the desired version; a version that failed is tried again only under a newer one.</param>
/// <param name="BundlePath">Where the package comes from; null for the server's repository.</param>
/// <param name="IsAwaited">
/// Whether somebody on this host waits for the end: then a failure is an answer, and trying again is up to whoever asked.
/// </param>
internal sealed record UpgradeOrder(string Version, long Generation, string? BundlePath = null, bool IsAwaited = false);
