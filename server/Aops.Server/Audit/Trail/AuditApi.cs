using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Audit.Trail;

/// <summary>The routes below <c>/api/v1/audit</c>.</summary>
internal static class AuditApi
{
    /// <summary>The id of a row.</summary>
    public static ApiParameter Id { get; } = ApiParameter.Path("number", "Id of the row.");

    /// <summary>Where the list begins.</summary>
    public static ApiParameter After { get; } = ApiParameter.Number(
        "after", "Rows with greater ids, the oldest first; without it the newest first.", 0, long.MaxValue);

    /// <summary>How long to wait for a row.</summary>
    public static ApiParameter Wait { get; } = ApiParameter.Number(
        "wait", "Seconds to wait while there is no row, with `after` and without NDJSON or CSV.", 0,
        ServerLimits.EventsWaitSecondsMax, 0);

    public static ApiOperation List { get; } = new(ApiTag.Audit, "Lists acts: who changed what, when, from where and why.")
    {
        Parameters =
        [
            ApiParameter.Text("actor", "Name of an operator, id of a host or of an enrolment token, name of a local user."),
            ApiParameter.Text("object", "What was changed, as `group:web`."),
            ApiParameter.Text("kind", "Kinds, with commas between, as `group.create`."),
            ApiParameter.Text("host", "Id of a host that the act concerned."),
            ApiParameter.Text("request", "Id of a request, which its answer had as `X-Request-Id`."),
            ApiParameter.Text("since", "The first time, as `2026-11-27T00:00:00Z`."),
            ApiParameter.Text("until", "The time that rows are before, in the same form."),
            After, Wait, StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<AuditPage>("The rows.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Audit, "Shows one row.")
    {
        Parameters = [Id],
        Answers = [ApiAnswer.Json<AuditRecord>("The row.")],
        Problems = ["no-such-audit-row"],
    };

    public static ApiOperation ListHosts { get; } = new(ApiTag.Audit, "Lists the hosts of one act.")
    {
        Parameters = [Id, StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<AuditHostPage>("The hosts, also those that were removed since.")],
        Problems = ["no-such-audit-row", "not-acceptable"],
    };

    public static ApiOperation Head { get; } = new(ApiTag.Audit, "Tells the newest row, to be noted outside of the server.")
    {
        Description = "`aops-server audit verify --head ID:HASH` compares it later.",
        Answers = [ApiAnswer.Json<AuditHead>("The newest row.")],
        Problems = ["no-such-audit-row"],
    };
}
