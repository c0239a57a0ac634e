using Aops.Contracts.Wire.Runs;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;

namespace Aops.Server.Runs;

/// <summary>The routes of runs.</summary>
internal static class RunApi
{
    /// <summary>How long a request waits for the end of a run, or for output.</summary>
    public static ApiParameter Wait { get; } = ApiParameter.Number(
        "wait", "Seconds to wait for the end of the run.", 0, ServerLimits.EventsWaitSecondsMax, 0);

    /// <summary>Where output begins that a host sends.</summary>
    public static ApiParameter Offset { get; } = ApiParameter.Number(
        "offset", "Where the body begins, in the host's sequence of frames; it has to be there.", 0, long.MaxValue);

    /// <summary>Bytes before it that a host does not have any more.</summary>
    public static ApiParameter Missing { get; } = ApiParameter.Number(
        "missing", "Bytes before it that the host does not have any more.", 0, long.MaxValue, 0);

    /// <summary>How much of what is there a stream begins with.</summary>
    public static ApiParameter Tail { get; } = ApiParameter.Number(
        "tail", "About how many bytes of each host a stream begins with that are there already.", 0, 1024 * 1024, 64 * 1024);

    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the run.");

    public static ApiOperation List { get; } = new(ApiTag.Runs, "Lists runs, the newest first.")
    {
        Parameters =
        [
            ApiParameter.Text("state", "Their state: `running`, `halted`, `cancelled` or `ended`."),
            ApiParameter.Text("host", "Id of a host that they have."),
            ApiParameter.Text("deployment", "The deployment that they are of."),
            StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<RunList>("The runs.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Start { get; } = new(
        ApiTag.Runs, "Runs a signed runbook, a signed command, a plain command or an action on hosts, each at most once.")
    {
        Description = "The body has `q` or `hosts`, and one of `runbook`, `envelope`, `command`, `action` and " +
            "`log`; a `command` needs the role admin, and an `action` and a `log` are done by the code of the host itself, " +
            "whatever its conf.yml says of runs. A dry run tells the plan; with its `planHash` in the body the run is refused where " +
            "the hosts, or what is run, are others by then. With `?wait=` the answer has the results, if every host ends in time. While the fleet " +
            "is frozen no run starts, and of those under way no further host has its turn, unless `ignoresFreeze` says so.",
        Parameters = [StandardParameters.DryRun, Wait],
        Body = typeof(RunRequest),
        Answers =
        [
            ApiAnswer.Json<RunDetail>(201, "The run is started.").WithLocation("The run."),
            ApiAnswer.Json<RunPlan>("What would be, of a dry run."),
        ],
        Problems =
        [
            "bad-query-language", "no-such-host", "no-such-runbook", "plan-changed", "too-many-runs", "frozen",
            "invalid",
        ],
        TakesKey = true,
    };

    public static ApiOperation Show { get; } = new(ApiTag.Runs, "Shows a run with its hosts by phase, and waits for its end.")
    {
        Parameters = [Id, Wait],
        Answers = [ApiAnswer.Json<RunDetail>("The run.")],
        Problems = ["no-such-run"],
    };

    public static ApiOperation Hosts { get; } = new(ApiTag.Runs, "Lists the hosts of a run, each with its phase and result.")
    {
        Parameters =
        [
            Id, ApiParameter.Text("phase", "Their phase, such as `failed`."),
            ApiParameter.Text("digest", "SHA-256 of their output, as `outputs` tells it."),
            ApiParameter.Text("host", "Id of the only one that is listed."),
            StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<RunHostList>("The hosts, by id.")],
        Problems = ["no-such-run", "not-acceptable"],
    };

    public static ApiOperation Outputs { get; } = new(
        ApiTag.Runs, "Groups the hosts of a run by equal output, those of most hosts first.")
    {
        Parameters = [Id, StandardParameters.Limit],
        Answers = [ApiAnswer.Json<RunOutputs>("The outputs.")],
        Problems = ["no-such-run"],
    };

    public static ApiOperation Cancel { get; } = new(
        ApiTag.Runs, "Ends a run: hosts that have it end it, the others do not start it.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Body = typeof(CancelRequest),
        IsBodyOptional = true,
        Answers = [ApiAnswer.Json<RunDetail>("The run as it is now; of a dry run, as it would be.")],
        Problems = ["no-such-run", "run-state", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Rerun { get; } = new(
        ApiTag.Runs, "Starts a run once more, on the hosts that failed; not one of a signed command, which a host takes once.")
    {
        Description = "The values of secret parameters were deleted with the end of the run: the body has to have them.",
        Parameters = [Id, StandardParameters.DryRun, Wait],
        Body = typeof(RerunRequest),
        IsBodyOptional = true,
        Answers =
        [
            ApiAnswer.Json<RunDetail>(201, "The other run is started.").WithLocation("That run."),
            ApiAnswer.Json<RunPlan>("What would be, of a dry run."),
        ],
        Problems = ["no-such-run", "no-such-runbook", "run-state", "too-many-runs", "frozen", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Log { get; } = new(ApiTag.Runs, "Sends the output of one host, waits for more, or streams it.")
    {
        Description = "As JSON it is one piece: bytes of one stream that follow one another, in `log_data` as text where they " +
            "are UTF-8, else as base64; `new_offset` is the `offset` of the next piece, and after the last one `is_final` is " +
            "true. A piece of `log_type` `gap` tells how many bytes are missing. With `Accept: text/event-stream` the pieces " +
            "come as they do (`event` is `log`, `id` the next offset) until the last one. With `text/plain` or " +
            "`application/octet-stream` it is what is there, as bytes; `X-Missing-Bytes` tells how many are not.",
        Parameters =
        [
            Id, ApiParameter.Path("host", "Id of the host."),
            ApiParameter.Number("offset", "Where to begin, as an answer gave it; the start without it.", 0, long.MaxValue, 0),
            Wait with { Meaning = "Seconds to wait while there is nothing new." },
            ApiParameter.Text("stream", "`stdout` or `stderr`; both without it, as they came."),
        ],
        Answers =
        [
            ApiAnswer.Json<LogPiece>("The piece.") with
            {
                MediaTypes =
                    ["application/json", EventStream.MediaType, "text/plain", "application/octet-stream"],
                Headers = [("X-Missing-Bytes", "Bytes of the output that are not here, though they were there.")],
            },
        ],
        Problems = ["no-such-run", "no-such-run-host", "not-acceptable"],
    };

    public static ApiOperation Merged { get; } = new(
        ApiTag.Runs, "Sends the output of all hosts, by time, each line with the name of its host.")
    {
        Description = "Of the first 100 hosts by id, and at most 8 MiB: the last line tells what is left out. With `Accept: " +
            "text/event-stream` it is followed: the end of what is there, then pieces as they come (`event` is `log`), of one " +
            "host and one stream each, until every host has ended and `is_final` is true. A client that was cut off begins again.",
        Parameters = [Id, ApiParameter.Text("host", "Id of the only host whose output is sent."), Tail],
        Answers =
        [
            ApiAnswer.Json<MergedPiece>("The lines, or the pieces.") with
            {
                MediaTypes = ["text/plain", EventStream.MediaType],
            },
        ],
        Problems = ["no-such-run", "no-such-run-host", "not-acceptable"],
    };

    public static ApiOperation Runbooks { get; } = new(ApiTag.Runs, "Lists the signed runbooks, with their parameters.")
    {
        Parameters =
            [ApiParameter.Text("name", "Their name."), StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<RunbookList>("The runbooks.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation TakeReport { get; } = new(
        ApiTag.Agents, "Takes where a run stands on a host; the first final report stays, and repeating one is no fault.")
    {
        Parameters = [Id],
        Body = typeof(RunReport),
        Answers = [ApiAnswer.Nothing("The report is stored.")],
        Problems = ["no-such-run"],
    };

    public static ApiOperation TakeOutput { get; } = new(
        ApiTag.Agents, "Takes output of a run, and tells how far this server has it; a piece that begins elsewhere is not stored.")
    {
        Parameters = [Id, Offset, Missing],
        FileBody = "application/octet-stream",
        Answers = [ApiAnswer.Json<RunOutputReply>("What is told is on the disk.")],
        Problems = ["no-such-run", "output-dropped", "bad-query", "bad-frames", "disk-full", "output-full"],
    };
}
