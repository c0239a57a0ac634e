namespace Aops.Server.Runs;

/// <summary>What became of a report.</summary>
/// <param name="IsNews">Whether it changed something.</param>
/// <param name="Host">The host afterwards.</param>
internal sealed record ReportOutcome(bool IsNews, RunHostRecord Host);
