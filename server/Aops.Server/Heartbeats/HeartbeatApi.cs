using Aops.Contracts.Wire;
using Aops.Server.Api;

namespace Aops.Server.Heartbeats;

/// <summary>The route of heartbeats.</summary>
internal static class HeartbeatApi
{
    public static ApiOperation Take { get; } = new(ApiTag.Agents, "Takes a heartbeat, and holds it until there is something to say.")
    {
        Description = "The fields are in [PROTOCOL.md](PROTOCOL.md).",
        Body = typeof(HeartbeatRequest),
        Answers = [ApiAnswer.Json<HeartbeatReply>("What the host should be, where it holds something else; commands.")],
        Problems = ["other-machine"],
    };

    public static ApiOperation Farewell { get; } = new(
        ApiTag.Agents, "Takes note that a host sends no more heartbeats, on purpose. Its next one brings it back.")
    {
        Parameters =
        [
            ApiParameter.Path("reason", "`stop`, `shutdown` or `uninstall`; any other word is taken for `stop`."),
        ],
        Answers = [ApiAnswer.Nothing("It is stopped, or uninstalled, and not offline.")],
    };
}
