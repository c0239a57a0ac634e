namespace Aops.Server.Backups;

/// <summary>Backups that the server takes by itself.</summary>
/// <param name="Folder">Where they are written; each is a folder in it.</param>
/// <param name="Every">Time between two of them.</param>
/// <param name="Count">How many are left; older ones are removed after a new one was verified.</param>
internal sealed record BackupPlan(string Folder, TimeSpan Every, int Count)
{
    /// <summary>Shortest time between two backups.</summary>
    public static readonly TimeSpan EveryMin = TimeSpan.FromMinutes(10);

    /// <summary>Longest time between two backups.</summary>
    public static readonly TimeSpan EveryMax = TimeSpan.FromDays(31);

    /// <summary>Most backups that are left.</summary>
    public const int CountMax = 1000;

    /// <summary>What is wrong with it: a sentence that names the option; null for nothing.</summary>
    public string? FindFault() =>
        Every < EveryMin || Every > EveryMax ? "--backup-every takes from 10m to 31d"
        : Count is < 1 or > CountMax ? $"--backup-count takes a number from 1 to {CountMax}"
        : null;
}
