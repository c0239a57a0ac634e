using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Aops.Sweep;

/// <summary>
/// One place to kill at. It is named by the call and not by its number in the whole run, since the
/// interleaving of threads differs from run to run.
/// </summary>
/// <param name="Scenario">Name of the <see cref="Scenario"/>.</param>
/// <param name="Target">The processes that are killed.</param>
/// <param name="Moment">Before or after the call.</param>
/// <param name="Nth">Ordinal of the call with this key, from 1.</param>
/// <param name="Key">Program, call and path below the root: <c>spm rename var/lib/aops/journal.json</c>.</param>
public sealed record CrashPoint(string Scenario, Target Target, CrashSide Moment, int Nth, string Key)
{
    private const char Separator = '|';

    /// <summary>One word that <see cref="TryParse"/> reads, for <c>--replay</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Scenario}{Separator}{Target}{Separator}{Moment}{Separator}{Nth}{Separator}{Key}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CrashPoint? point)
    {
        var parts = text.Split(Separator, 5);
        point = parts.Length == 5
            && Enum.TryParse(parts[1], out Target target)
            && Enum.TryParse(parts[2], out CrashSide moment)
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var nth)
                ? new CrashPoint(parts[0], target, moment, nth, parts[4])
                : null;
        return point is not null;
    }
}
