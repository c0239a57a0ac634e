using Aops.Query;

namespace Aops.Server.Schedules;

/// <summary>How a write of a schedule ended.</summary>
internal abstract record ScheduleWrite
{
    /// <summary>It is written, or would be.</summary>
    /// <param name="Schedule">The schedule after it.</param>
    /// <param name="Count">Hosts that its query has now.</param>
    public sealed record Saved(ScheduleRecord Schedule, long Count) : ScheduleWrite;

    /// <summary>It is removed, or would be.</summary>
    public sealed record Removed : ScheduleWrite;

    /// <summary>No schedule has the name.</summary>
    public sealed record NoSuchSchedule : ScheduleWrite;

    /// <summary>A schedule has the name already.</summary>
    public sealed record NameTaken : ScheduleWrite;

    /// <summary>There are as many schedules as there may be.</summary>
    public sealed record TooMany : ScheduleWrite;

    /// <summary>The schedule that is there may run on hosts that the writer may not change.</summary>
    /// <param name="Scope">Those that he may.</param>
    public sealed record OutsideScope(QueryNode Scope) : ScheduleWrite;

    /// <summary>Another operator has written the schedule.</summary>
    /// <param name="Revision">The revision that it has now.</param>
    public sealed record OtherRevision(long Revision) : ScheduleWrite;
}
