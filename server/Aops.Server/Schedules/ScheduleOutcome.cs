using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Schedules;

/// <summary>What became of the newest time of a schedule.</summary>
[JsonConverter(typeof(KebabEnumConverter<ScheduleOutcome>))]
internal enum ScheduleOutcome
{
    /// <summary>A run was started.</summary>
    Started,

    /// <summary>It was left out: the run of before had not ended, or the fleet was frozen.</summary>
    Skipped,

    /// <summary>No run could be started; the next time is tried.</summary>
    Failed,
}
