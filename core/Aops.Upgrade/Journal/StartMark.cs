namespace Aops.Upgrade.Journal;

/// <summary>The process for which a start on trial was counted; unique within this boot.</summary>
/// <param name="StartTicks">Start time, in clock ticks since boot.</param>
/// <param name="At">When it was counted, UTC.</param>
public sealed record StartMark(int Pid, long StartTicks, DateTimeOffset At);
