using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Schedules;

/// <summary>The routes below <c>/api/v1/schedules</c>.</summary>
internal static class ScheduleApi
{
    private const string Tag = "The revision of the schedule.";

    private static readonly ApiParameter Name = ApiParameter.Path("name", "Name of the schedule.");

    private static readonly IReadOnlyList<string> WriteProblems = ["bad-query-language", "no-such-runbook", "invalid"];

    public static ApiOperation List { get; } = new(ApiTag.Schedules, "Lists schedules by name.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<ScheduleList>("Those whose hosts the sender may all read.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(
        ApiTag.Schedules, "Shows a schedule, with its next time and what became of the newest one.")
    {
        Parameters = [Name],
        Answers = [ApiAnswer.Json<ScheduleView>("The schedule.").WithTag(Tag)],
        Problems = ["no-such-schedule"],
    };

    public static ApiOperation Create { get; } = new(ApiTag.Schedules, "Makes a schedule: a run at times of a crontab.")
    {
        Description = "At each time the run is started with the rights that the one who wrote the schedule last has then, on " +
            "the hosts that the query has then; where those rights are gone the schedule is stopped, and says so. Times that " +
            "were missed while the server was down are run once.",
        Parameters = [StandardParameters.DryRun],
        Body = typeof(ScheduleRequest),
        Answers =
        [
            ApiAnswer.Json<ScheduleReply>(201, "The schedule was made.").WithTag(Tag).WithLocation("The schedule."),
            ApiAnswer.Json<ScheduleReply>("What would be, of a dry run."),
        ],
        Problems = [.. WriteProblems, "schedule-exists", "too-many-schedules"],
        TakesKey = true,
    };

    public static ApiOperation Replace { get; } = new(
        ApiTag.Schedules, "Writes a schedule again; a pause, and its end, are written so too.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Body = typeof(ScheduleRequest),
        Answers = [ApiAnswer.Json<ScheduleReply>("The schedule was written.").WithTag(Tag)],
        Problems = [.. WriteProblems, "no-such-schedule"],
    };

    public static ApiOperation Remove { get; } = new(ApiTag.Schedules, "Removes a schedule; its runs stay.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Answers = [ApiAnswer.Nothing("The schedule is gone, or would be.")],
        Problems = ["no-such-schedule"],
    };
}
