using Aops.Rollouts.Strategies;
using Aops.Server.Audit;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Runs;

namespace Aops.Server.Schedules;

/// <summary>Checks what a schedule says of itself; its run is checked as a request for a run is.</summary>
internal static class ScheduleValidator
{
    /// <summary>Checks the body of a write.</summary>
    /// <param name="name">The name that the path has; null where the body has to.</param>
    /// <returns>Its times.</returns>
    /// <exception cref="RequestFault">It has faults.</exception>
    public static ScheduleTimes Check(ScheduleRequest request, string? name, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.CheckName(request.Name, name, "a schedule");
        errors.CheckLength("note", request.Note, FleetLimits.NoteCharsMax);
        errors.CheckLength("run.q", request.Run.Q, FleetLimits.ScheduleQueryCharsMax);
        var zoneName = request.Zone ?? TimeZoneInfo.Utc.Id;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
            errors.Add("zone", $"'{zoneName}' is not in the tz database of the server");
        if (request.Run.Command is { Env.Count: > 0 })
            errors.Add("run.command.env", "is not stored in a schedule, which shows all that it has; use a runbook");
        ScheduleTimes? times = null;
        try
        {
            times = new ScheduleTimes(CronSchedule.Parse(request.Cron), zone ?? TimeZoneInfo.Utc);
            if (times.FindNext(now) is null) errors.Add("cron", $"'{request.Cron}' is never");
        }
        catch (FormatException e)
        {
            errors.Add("cron", e.Message.TrimEnd('.'));
        }
        errors.ThrowIfAny();
        return times!;
    }

    /// <summary>Refuses secret parameters, which the run of a schedule cannot delete at its end.</summary>
    /// <exception cref="RequestFault">It has some.</exception>
    public static void CheckSecrets(RunDraft draft)
    {
        var errors = new FieldErrors();
        foreach (var (name, value) in draft.Shown)
        {
            if (value == SecretText.Shown && draft.Parameters.GetValueOrDefault(name) != value)
                errors.Add("run.parameters", $"{name} is secret, and a schedule would store it for as long as it is there");
        }
        errors.ThrowIfAny();
    }

    /// <summary>The faults of the run as those of the schedule: by the fields of its body.</summary>
    public static RequestFault OfRun(RequestFault fault) => fault.Problem.Errors is { Count: > 0 } errors
        ? new RequestFault(ProblemKinds.Invalid(
            errors.ToDictionary(field => $"run.{field.Key}", field => field.Value)))
        : fault;
}
