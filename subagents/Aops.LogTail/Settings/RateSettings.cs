namespace Aops.LogTail.Settings;

/// <summary>How much a source may send.</summary>
/// <param name="LinesPerSecond">0 for no limit.</param>
/// <param name="BytesPerSecond">0 for no limit.</param>
/// <param name="BurstSeconds">So many seconds' worth may come at once.</param>
/// <param name="Waits">Whether reading waits; otherwise what is above the rate is dropped and counted.</param>
internal sealed record RateSettings(long LinesPerSecond, long BytesPerSecond, int BurstSeconds, bool Waits);
