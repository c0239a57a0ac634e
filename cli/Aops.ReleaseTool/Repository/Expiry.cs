using System.Globalization;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Repository;

/// <summary>Until when what is signed now may be used.</summary>
/// <param name="Days">For every role that a verb signs; null for each role's own time.</param>
/// <param name="Time">The clock.</param>
internal sealed record Expiry(int? Days, TimeProvider Time)
{
    private const int RootDays = 3650;
    private const int TargetsDays = 365;
    private const int SnapshotDays = 30;

    // A mirror can hide a withdrawal for as long as this: it is short, and refreshed by a timer.
    private const int TimestampDays = 7;

    public string Of(string role)
    {
        var days = Days ?? role switch
        {
            TufRoles.Root => RootDays,
            TufRoles.Timestamp => TimestampDays,
            TufRoles.Snapshot => SnapshotDays,
            _ => TargetsDays,
        };
        return Text(Time.GetUtcNow().AddDays(days));
    }

    /// <summary>A time as metadata writes it.</summary>
    public static string Text(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
