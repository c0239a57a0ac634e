using System.Text.Json.Nodes;
using Aops.Releases;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Permits that hosts go back from a version to the one before it, so that a rollout can be undone. From there they go no
/// further: what is older has no permission from the new version.
/// </summary>
/// <param name="targets">The metadata that is being changed.</param>
internal sealed class WayBack(JsonObject targets)
{
    /// <summary>Permits it.</summary>
    /// <param name="custom">The version that was added.</param>
    /// <returns>The version before; null where there is none, or hosts may go back to it from newer ones already.</returns>
    public string? Grant(TargetCustom custom)
    {
        var entries = ReleaseNumbers.EntriesOf(targets, custom).ToList();
        var number = entries.Where(entry => ReleaseNumbers.VersionOf(entry) == custom.Version)
            .Max(ReleaseNumbers.NumberOf);
        var before = entries.Select(ReleaseNumbers.NumberOf).Where(other => other < number).Max();
        if (before is null) return null;
        // One for each processor.
        var older = entries.Where(entry => ReleaseNumbers.NumberOf(entry) == before).ToList();
        var left = older.Where(entry => !((long?)entry[ReleaseTarget.MayGoBackFromNumberMember] >= number)).ToList();
        foreach (var entry in left) Write(entry, custom.Version, number);
        return left.Count > 0 ? ReleaseNumbers.VersionOf(left[0]) : null;
    }

    /// <summary>Writes a permission into the entry of the older version.</summary>
    /// <param name="newest">The newest version that hosts may leave; null takes the permission back.</param>
    /// <param name="number">Its release number; null where it has none.</param>
    public static void Write(JsonObject entry, string? newest, long? number)
    {
        if (newest is null) entry.Remove(ReleaseTarget.MayGoBackFromMember);
        else entry[ReleaseTarget.MayGoBackFromMember] = newest;
        entry.Remove(ReleaseTarget.MayGoBackFromNumberMember);
        if (number is not null) entry[ReleaseTarget.MayGoBackFromNumberMember] = number;
    }
}
