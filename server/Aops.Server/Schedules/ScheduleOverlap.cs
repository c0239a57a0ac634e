using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Schedules;

/// <summary>What becomes of a time of a schedule while its run of before has not ended.</summary>
[JsonConverter(typeof(KebabEnumConverter<ScheduleOverlap>))]
internal enum ScheduleOverlap
{
    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>It waits for the end of that run; of several that wait one is run.</summary>
    Queue,
}
