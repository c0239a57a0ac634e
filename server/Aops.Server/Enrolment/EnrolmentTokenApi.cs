using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Enrolment;

/// <summary>The routes of enrolment tokens.</summary>
internal static class EnrolmentTokenApi
{
    public static ApiOperation Create { get; } = new(
        ApiTag.Enrolment, "Makes an enrolment token, which is shown in this answer alone.")
    {
        Parameters = [StandardParameters.DryRun],
        Body = typeof(EnrolmentTokenRequest),
        IsBodyOptional = true,
        Answers =
        [
            ApiAnswer.Json<EnrolmentTokenCreated>(201, "The token and its details."),
            ApiAnswer.Nothing("It could be made, of a dry run."),
        ],
        Problems = ["too-many-tokens", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation List { get; } = new(ApiTag.Enrolment, "Lists enrolment tokens, the newest first.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<EnrolmentTokenList>("The tokens, without their secrets.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Remove { get; } = new(
        ApiTag.Enrolment, "Removes an enrolment token; hosts that enrolled with it stay.")
    {
        Parameters = [ApiParameter.Path("id", "Id of the token."), StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The token is void, or would be.")],
        Problems = ["no-such-token"],
    };
}
