namespace Aops.Upgrade.Journal;

/// <summary>The process that a start on trial was counted for, told apart from every other of this boot.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="StartTicks">Its start time, in clock ticks since boot.</param>
/// <param name="At">When it was counted, UTC.</param>
public sealed record StartMark(int Pid, long StartTicks, DateTimeOffset At);
