using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Events;

/// <summary>The routes of events.</summary>
internal static class EventApi
{
    /// <summary>How long to wait for news.</summary>
    public static ApiParameter Wait { get; } = ApiParameter.Number(
        "wait", "Seconds to wait while there is nothing new.", 0, ServerLimits.EventsWaitSecondsMax, 0);

    /// <summary>Where the list begins.</summary>
    public static ApiParameter After { get; } = ApiParameter.Number(
        "after", "Events with greater ids, the oldest first; without it the newest ones.", 0, long.MaxValue);

    public static ApiOperation List { get; } = new(ApiTag.Events, "Lists events, waits for news, or streams them.")
    {
        Description = "With `Accept: text/event-stream` it streams events as they come (`id`, `event` the kind, `data` the event), from " +
            "`after` or the header `Last-Event-ID` on. NDJSON and CSV begin with the oldest event after `after`.",
        Parameters =
        [
            After, Wait,
            ApiParameter.Text("kind", "Kinds, with commas between."),
            ApiParameter.Text("host", "Id of a host."),
            ApiParameter.Text("group", "Name of a group: events of its members of now."),
            ApiParameter.Text("q", "Events of the hosts of a query, as of now."),
            StandardParameters.Limit,
            StandardParameters.Cursor with { Meaning = "The next page of NDJSON or CSV; pages of JSON go on by `after`." },
            ApiParameter.Header("Last-Event-ID", "The id that a stream goes on after."),
        ],
        Answers =
        [
            ApiAnswer.List<EventsReply>("Events by ascending id.") with
            {
                MediaTypes =
                    [ListForm.Json.MediaType, ListForm.Ndjson.MediaType, ListForm.Csv.MediaType, EventStream.MediaType],
            },
        ],
        Problems = ["no-such-group", "not-acceptable"],
    };

    public static ApiOperation Timeline { get; } = new(
        ApiTag.Hosts, "Lists what happened to a host and what operators did to it, the newest first.")
    {
        Description = "A removed host has one for as long as its events are stored. `cause` is there only where it is " +
            "known for certain.",
        Parameters = [StandardParameters.HostId, StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<HostTimeline>("Events of the host by descending id.")],
        Problems = ["no-such-host", "not-acceptable"],
    };

    public static ApiOperation ListEarlier { get; } = new(ApiTag.Earlier, "Lists events, or waits for news.")
    {
        Parameters = [After, StandardParameters.Limit, ApiParameter.Text("agent", "Id of a host."), Wait],
        Answers = [ApiAnswer.Json<EventsReply>("Events by ascending id.")],
        ReplacedBy = "/api/v1/events",
    };
}
