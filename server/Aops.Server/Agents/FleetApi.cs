using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Agents;

/// <summary>The routes of <c>/api/fleet</c>, and the agent's own.</summary>
internal static class FleetApi
{
    private const string Hosts = "/api/v1/hosts";

    public static ApiOperation List { get; } = new(ApiTag.Earlier, "Lists agents by ascending id.")
    {
        Description = "An agent of a list takes 16 KiB at most, and a page ends early at 4 MiB.",
        Parameters = [StandardParameters.Limit, ApiParameter.Text("after", "The `next` of the page before.")],
        Answers = [ApiAnswer.Json<FleetPage>("The agents.")],
        ReplacedBy = Hosts,
    };

    public static ApiOperation Show { get; } = new(
        ApiTag.Earlier, "Shows an agent with its last heartbeat and what it should be.")
    {
        Parameters = [StandardParameters.AgentId],
        Answers = [ApiAnswer.Json<FleetDetail>("The agent.")],
        Problems = ["no-such-agent"],
    };

    public static ApiOperation Remove { get; } = new(ApiTag.Hosts, "Removes a host; its id is given to no other.")
    {
        Description = "Its token is void, its layer and commands are gone, and so are the clones that its token made, " +
            "unless an operator consented to them.",
        Parameters = [StandardParameters.HostId, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("It is gone, or would be.")],
        Problems = ["no-such-host"],
    };

    public static ApiOperation RemoveEarlier { get; } = Remove.Earlier($"{Hosts}/{{id}}") with
    {
        Parameters = [StandardParameters.AgentId],
        Problems = ["no-such-agent"],
    };

    public static ApiOperation RemoveMany { get; } = new(ApiTag.Hosts, "Removes every host of a query, all or none.")
    {
        Parameters = [StandardParameters.DryRun],
        Body = typeof(BulkRemovalRequest),
        Answers =
        [
            ApiAnswer.Json<BulkRemovalReply>("The hosts are gone, or would be."),
            ApiAnswer.Json<BulkRemovalReply>(202, "An operation removes them.").WithLocation("The operation."),
        ],
        Problems = ["bad-query-language", "count-changed", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Self { get; } = new(
        ApiTag.Agents, "Tells whether the server accepts this agent and its token; it changes nothing and counts as no heartbeat.")
    {
        Answers = [ApiAnswer.Nothing("It does.")],
    };
}
