using Aops.CommandLine;

namespace Aops.Server.CommandLine;

/// <summary>Times of tokens and backups: up to a year and a day.</summary>
internal static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(ServerLimits.EnrolmentTokenSecondsMax);

    /// <summary>Parses a time; null for none.</summary>
    public static TimeSpan? Parse(string text) => TimeWord.Parse(text, Longest, out _);

    /// <summary>What is wrong with a time, as a clause without its subject; null for nothing.</summary>
    public static string? FaultOf(string text) => TimeWord.Parse(text, Longest, out var fault) is null ? fault : null;
}
