using Aops.Layout;

namespace Aops.Upgrade.Downgrades;

/// <summary>
/// A version and its release number. Version names need not be numeric (<c>c57f6a1d</c>), so the release number of
/// the signer decides which is newer; the text decides only if one of two versions has no number.
/// </summary>
/// <param name="Number">Its release number, from 1; null where the metadata gives none, or is not at hand.</param>
public sealed record ReleaseMark(string Version, long? Number = null)
{
    /// <summary>Negative if one is older than another, 0 for the same version, positive if it is newer.</summary>
    /// <param name="b">Another.</param>
    public static int Compare(ReleaseMark a, ReleaseMark b)
    {
        if (a.Version == b.Version) return 0;
        return a.Number is { } numberA && b.Number is { } numberB && numberA != numberB
            ? numberA.CompareTo(numberB)
            : VersionOrder.Instance.Compare(a.Version, b.Version);
    }

    /// <summary>Makes a mark; null without a version.</summary>
    /// <param name="version">The version, or null.</param>
    /// <param name="number">The release number, or null.</param>
    public static ReleaseMark? Of(string? version, long? number) =>
        version is null ? null : new ReleaseMark(version, number);

    /// <summary>This mark, with the given number if it has none.</summary>
    /// <param name="number">The number, or null.</param>
    public ReleaseMark Or(long? number) => Number is null && number is not null ? this with { Number = number } : this;
}
