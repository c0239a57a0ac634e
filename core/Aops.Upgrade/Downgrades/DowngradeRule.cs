using Aops.Contracts.Wire;

namespace Aops.Upgrade.Downgrades;

/// <summary>
/// The anti-rollback rule, for the suite and for sub-agents. Parties: a server, possibly compromised, that tries to
/// make hosts run an old release with known vulnerabilities; and the signer of releases, who alone may permit a
/// downgrade.
/// <para>The floor of a host is the newest version, by <see cref="ReleaseMark"/>, that was ever committed there. An
/// older version needs a permission in its signed metadata: <c>mayGoBackFrom</c>, the newest version from which
/// hosts may return to it. So a permission expires with the next release: hosts that have committed a newer version
/// are beyond it.</para>
/// </summary>
public static class DowngradeRule
{
    /// <summary>Tells why a host may not go to a version.</summary>
    /// <param name="floor">The newest version that was committed; null for none.</param>
    /// <param name="mayGoBackFrom">The permission; null for none.</param>
    /// <returns>A clause.</returns>
    public static string? FaultOf(ReleaseMark version, ReleaseMark? floor, ReleaseMark? mayGoBackFrom)
    {
        if (floor is null || ReleaseMark.Compare(version, floor) >= 0) return null;
        return Permit(version.Version, floor, mayGoBackFrom);
    }

    /// <summary>Tells why a host may not return to a version that it has left; null if it may.</summary>
    /// <param name="floor">The newest version that was committed; null for none.</param>
    public static string? FaultOfReturn(string version, ReleaseMark? floor) =>
        floor is null || version == floor.Version ? null : Permit(version, floor, mayGoBackFrom: null);

    /// <summary>The newer of two versions; null only if both are null.</summary>
    /// <param name="a">A version, or null.</param>
    /// <param name="b">Another.</param>
    public static ReleaseMark? Newer(ReleaseMark? a, ReleaseMark? b)
    {
        if (a is null || b is null) return a ?? b;
        if (a.Version == b.Version) return a.Or(b.Number);
        return ReleaseMark.Compare(a, b) >= 0 ? a : b;
    }

    private static string? Permit(string version, ReleaseMark floor, ReleaseMark? mayGoBackFrom)
    {
        if (mayGoBackFrom is null) return DowngradeFaults.Tell(version, floor.Version);
        return ReleaseMark.Compare(floor, mayGoBackFrom) <= 0
            ? null
            : DowngradeFaults.Tell(version, floor.Version, mayGoBackFrom.Version);
    }
}
