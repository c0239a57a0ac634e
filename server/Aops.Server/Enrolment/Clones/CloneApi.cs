using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Enrolment.Clones;

/// <summary>The routes of clones.</summary>
internal static class CloneApi
{
    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the clone's request.");

    public static ApiOperation List { get; } = new(
        ApiTag.Enrolment, "Lists clones that wait for consent, or were approved or refused, the oldest first.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<CloneRequestList>("The clones.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Approve { get; } = new(
        ApiTag.Enrolment, "Lets a clone get an identity of its own when it asks again, within 5 minutes.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Json<CloneRequest>("The clone, as it is decided.")],
        Problems = ["no-such-clone"],
        TakesKey = true,
    };

    public static ApiOperation Refuse { get; } = Approve with { Summary = "Refuses a clone an identity of its own." };

    public static ApiOperation Remove { get; } = new(ApiTag.Enrolment, "Forgets the request of a clone.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The request is gone.")],
        Problems = ["no-such-clone"],
    };

    public static ApiOperation Consent { get; } = new(
        ApiTag.Enrolment, "Lets a clone stay where the host is removed whose token made it.")
    {
        Parameters = [StandardParameters.HostId, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("It stays.")],
        Problems = ["no-such-host"],
        TakesKey = true,
    };

    public static ApiOperation ConsentEarlier { get; } = Consent.Earlier("/api/v1/hosts/{id}/consent") with
    {
        Parameters = [StandardParameters.AgentId],
        Problems = ["no-such-agent"],
    };
}
