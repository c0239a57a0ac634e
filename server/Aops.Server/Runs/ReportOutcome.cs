namespace Aops.Server.Runs;

/// <summary>What became of a report.</summary>
/// <param name="IsNews">Whether it changed something.</param>
/// <param name="IsCancelled">Whether the run is to end on the host.</param>
/// <param name="Host">The host afterwards.</param>
internal sealed record ReportOutcome(bool IsNews, bool IsCancelled, RunHostRecord Host);
