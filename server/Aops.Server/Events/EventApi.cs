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

    public static ApiOperation ListEarlier { get; } = new(ApiTag.Earlier, "Lists events, or waits for news.")
    {
        Parameters = [After, StandardParameters.Limit, ApiParameter.Text("agent", "Id of a host."), Wait],
        Answers = [ApiAnswer.Json<EventsReply>("Events by ascending id.")],
    };
}
