using Aops.Contracts.Wire;
using Aops.Server.Api;

namespace Aops.Server.Enrolment;

/// <summary>The routes by which a host comes and takes its registration back.</summary>
internal static class RegisterApi
{
    public static ApiOperation Register { get; } = new(
        ApiTag.Agents, "Gives a host an identity, by an enrolment token or the token of the agent itself.")
    {
        Body = typeof(RegisterRequest),
        Answers = [ApiAnswer.Json<RegisterReply>("The identity and its token.")],
        Problems =
        [
            "token-expired", "token-used-up", "token-network", "enrolment-pending", "enrolment-refused",
            "too-many-waiting", "clone-pending", "clone-refused", "fleet-full", "invalid",
        ],
    };

    public static ApiOperation Look { get; } = new(
        ApiTag.Agents, "Tells what would come of a registration with an enrolment token, and uses nothing up.")
    {
        Answers = [ApiAnswer.Json<EnrolmentLook>("The token is good here and now; the version that the fleet is ordered to run.")],
        Problems = ["token-expired", "token-used-up", "token-network"],
    };

    public static ApiOperation Withdraw { get; } = new(
        ApiTag.Agents, "Takes a registration back, for a host whose installation failed.")
    {
        Answers = [ApiAnswer.Nothing("The agent is no more, and its enrolment token has the use again.")],
        Problems = ["too-late"],
    };
}
