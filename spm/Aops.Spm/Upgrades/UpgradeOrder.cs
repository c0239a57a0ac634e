using Aops.Spm.Desired;

namespace Aops.Spm.Upgrades;

/// <summary>An order for a version of the suite.</summary>
/// <param name="Generation">
/// Generation of the desired version; a failed version is tried again only for a newer one.
/// </param>
/// <param name="BundlePath">Bundle that holds the package; null for the server's repository.</param>
/// <param name="IsAwaited">
/// Whether an operator on this host waits for the result. A failure then ends the order, and trying again
/// is up to the operator.
/// </param>
/// <param name="IsOfServer">
/// Whether the desired state of the server contains it, so that the server may withdraw it before the switch.
/// </param>
internal sealed record UpgradeOrder(
    string Version, long Generation, string? BundlePath = null, bool IsAwaited = false, bool IsOfServer = false)
{
    /// <summary>It as the server's: any desired state with this version contains it, under whatever generation.</summary>
    public ServerOrder AsServerOrder() => new(Version, desired => desired.Agent?.Version == Version);
}
