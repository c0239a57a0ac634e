using System.Globalization;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Repository;

/// <summary>How long metadata that is signed now remains valid.</summary>
/// <param name="Days">For every role that a verb signs; null for the default of each role.</param>
/// <param name="Time">The clock.</param>
internal sealed record Expiry(int? Days, TimeProvider Time)
{
    private const int RootDays = 3650;
    private const int TargetsDays = 365;
    private const int SnapshotDays = 30;

    // A mirror can hide a withdrawal for this long, so it is short, and refreshed by a timer.
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

    /// <summary>Formats a time as in metadata.</summary>
    public static string Text(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
