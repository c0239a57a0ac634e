namespace Aops.Server.Alerts;

/// <summary>Limits of alerts and silences.</summary>
internal static class AlertLimits
{
    /// <summary>Rules.</summary>
    public const int RulesMax = 100;

    /// <summary>Silences in force.</summary>
    public const int SilencesMax = 500;

    /// <summary>Characters of a note of a rule, and of the reason of a silence.</summary>
    public const int TextCharsMax = 1000;

    /// <summary>Time between two evaluations of the rules.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After a start of the server nothing is evaluated for two intervals of heartbeats: which hosts are there is not known.
    /// </summary>
    public static readonly TimeSpan QuietAfterStart = TimeSpan.FromSeconds(65);

    /// <summary>How long a condition has to be over before its alert is.</summary>
    public static readonly TimeSpan ClearFor = TimeSpan.FromMinutes(2);

    /// <summary>How long an alert is shown as resolved.</summary>
    public static readonly TimeSpan ResolvedFor = TimeSpan.FromHours(1);

    /// <summary>Longest time that a condition has to hold before its alert fires, in seconds: a week.</summary>
    public const long ForSecondsMax = 7 * 24 * 3600;

    /// <summary>Shortest time over which a rise is told, in seconds.</summary>
    public const long RiseSecondsMin = 60;

    /// <summary>Longest time over which a rise is told, in seconds: a day.</summary>
    public const long RiseSecondsMax = 24 * 3600;

    /// <summary>Greatest number of days before an end.</summary>
    public const long DaysMax = 3650;

    /// <summary>Greatest age of a backup, in percent of its interval.</summary>
    public const long BackupPercentMax = 10_000;

    /// <summary>Longest silence.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromDays(90);

    /// <summary>How long a silence that has ended is listed.</summary>
    public static readonly TimeSpan SilenceRetained = TimeSpan.FromDays(7);

    /// <summary>Hosts of a query that no stored count answers are counted at most this often.</summary>
    public static readonly TimeSpan CountPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Pause after such a count, as a multiple of the time that it took.</summary>
    public const int CountPauseFactor = 4;

    /// <summary>Hosts with a suspected clone that an alert names.</summary>
    public const int SuspectsToldMax = 20;
}
