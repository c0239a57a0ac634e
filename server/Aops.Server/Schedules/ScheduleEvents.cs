using Aops.Native.Programs;
using Aops.Server.Events;
using Aops.Server.Http;

namespace Aops.Server.Schedules;

/// <summary>What is told of schedules: writes, and times that started nothing. A run that is started has an event of its own.</summary>
internal static class ScheduleEvents
{
    /// <summary>A schedule was written.</summary>
    public static EventRecord Saved(ScheduleRecord schedule, DateTimeOffset now)
    {
        var query = schedule.Run.Q.Length == 0
            ? "every host"
            : $"\"{PlainText.Cut(schedule.Run.Q, FleetLimits.QueryCharsTold)}\"";
        var next = schedule.IsPaused ? "it is paused"
            : schedule.NextAt is { } at ? $"next at {JsonTime.Of(at)}"
            : "never again";
        return Of(schedule, $"is written: {schedule.Cron} {schedule.Zone}, on {query}; {next}.", now);
    }

    /// <summary>Something happened to a schedule.</summary>
    /// <param name="clause">What.</param>
    public static EventRecord Of(ScheduleRecord schedule, string clause, DateTimeOffset now) =>
        OperatorEvent.Of(EventKinds.Schedule, $"The schedule {schedule.Name} {clause}", now);
}
