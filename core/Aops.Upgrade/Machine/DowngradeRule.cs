using Aops.Contracts;

namespace Aops.Upgrade.Machine;

/// <summary>
/// The anti-rollback rule, for the suite and for sub-agents. Parties: a server, or whoever has taken it, that would like
/// hosts to run an old release with known holes; the signer of releases, who alone may permit that.
/// <para>The floor of a host is the newest version that was ever committed there. What is older needs a permission in its
/// signed metadata: <c>mayGoBackFrom</c>, the newest version that may be left for it. A permission thus ends by itself
/// with the next release: hosts that have committed a newer version are beyond it.</para>
/// </summary>
public static class DowngradeRule
{
    /// <summary>Tells why a host may not go to a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="floor">The newest version that was committed; null for none.</param>
    /// <param name="mayGoBackFrom">The permission; null for none.</param>
    /// <returns>Half a sentence, or null if the host may.</returns>
    public static string? FaultOf(string version, string? floor, string? mayGoBackFrom)
    {
        if (floor is null || VersionOrder.Instance.Compare(version, floor) >= 0) return null;
        if (mayGoBackFrom is null)
            return $"{version} is older than {floor}, and no signed permission lets this host go back";
        return VersionOrder.Instance.Compare(floor, mayGoBackFrom) <= 0
            ? null
            : $"{version} is older than {floor}, and its signed permission lets hosts go back only from "
                + $"{mayGoBackFrom} or older";
    }

    /// <summary>The newer of two versions; null only if both are.</summary>
    /// <param name="a">A version, or null.</param>
    /// <param name="b">Another.</param>
    public static string? Newer(string? a, string? b)
    {
        if (a is null || b is null) return a ?? b;
        return VersionOrder.Instance.Compare(a, b) >= 0 ? a : b;
    }
}
