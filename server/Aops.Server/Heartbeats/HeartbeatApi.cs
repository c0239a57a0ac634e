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
}
