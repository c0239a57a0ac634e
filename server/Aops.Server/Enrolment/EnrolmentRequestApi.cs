using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Enrolment;

/// <summary>The routes of hosts that wait for approval.</summary>
internal static class EnrolmentRequestApi
{
    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the host's request.");

    public static ApiOperation List { get; } = new(
        ApiTag.Enrolment,
        "Lists hosts that showed a token of manual approval and wait, or were approved or refused, the oldest first.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<EnrolmentRequestList>("The hosts; those whose token is over are not among them.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Approve { get; } = new(
        ApiTag.Enrolment, "Lets a host be enrolled when it asks again, within a minute while its installation waits.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Json<EnrolmentRequest>("The host's request, as it is decided.")],
        Problems = ["no-such-enrolment"],
        TakesKey = true,
    };

    public static ApiOperation Refuse { get; } = Approve with { Summary = "Refuses a host; its installation ends." };

    public static ApiOperation Remove { get; } = new(ApiTag.Enrolment, "Forgets the request of a host, which may ask again.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The request is gone.")],
        Problems = ["no-such-enrolment"],
    };
}
