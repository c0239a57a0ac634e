using Aops.Server.Problems;

namespace Aops.Server.Schedules;

/// <summary>What a client is told whose write of a schedule was refused.</summary>
internal static class ScheduleProblems
{
    /// <summary>No schedule has a name, or none that the sender may see.</summary>
    public static RequestFault NoSuchSchedule(string name) => new(ProblemKinds.Make(
        404, "no-such-schedule", "Not found", $"No schedule is called {name}.", "GET /api/v1/schedules lists them."));

    public static RequestFault Of(ScheduleWrite outcome, string name) => outcome switch
    {
        ScheduleWrite.NameTaken => new(ProblemKinds.Conflict("schedule-exists",
            $"There is a schedule called {name} already. Nothing was changed.",
            $"Change it by PUT /api/v1/schedules/{name}, or choose another name.")),
        ScheduleWrite.TooMany => new(ProblemKinds.Conflict("too-many-schedules",
            $"There are {FleetLimits.SchedulesMax} schedules, which is the most. Nothing was changed.",
            "Remove schedules that are not needed.")),
        ScheduleWrite.OutsideScope outside => RightsProblems.OutsideScope(
            "The schedule may run on hosts outside of it", outside.Scope),
        ScheduleWrite.OtherRevision other => new(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the schedule than {other.Revision}, which it has now.",
            "Read the schedule again and decide again.")),
        _ => NoSuchSchedule(name),
    };
}
