using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Enrolment;

/// <summary>The routes of enrolment tokens.</summary>
internal static class EnrolmentTokenApi
{
    public static ApiOperation Create { get; } = new(
        ApiTag.Enrolment, "Makes an enrolment token, which is shown in this answer alone.")
    {
        Body = typeof(EnrolmentTokenRequest),
        IsBodyOptional = true,
        Answers = [ApiAnswer.Json<EnrolmentTokenCreated>(201, "The token and its details.")],
        Problems = ["too-many-tokens", "invalid"],
    };

    public static ApiOperation List { get; } = new(ApiTag.Enrolment, "Lists enrolment tokens, the newest first.")
    {
        Parameters = [StandardParameters.Limit],
        Answers = [ApiAnswer.Json<EnrolmentTokenList>("The tokens, without their secrets.")],
    };

    public static ApiOperation Remove { get; } = new(
        ApiTag.Enrolment, "Removes an enrolment token; hosts that enrolled with it stay.")
    {
        Parameters = [ApiParameter.Path("id", "Id of the token.")],
        Answers = [ApiAnswer.Nothing("The token is void.")],
        Problems = ["no-such-token"],
    };
}
