using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.People;

/// <summary>The routes of approvals.</summary>
internal static class ApprovalApi
{
    private static readonly ApiParameter Id = ApiParameter.Path("id", "Id of the request.");

    private static readonly ApiParameter Name = ApiParameter.Path("name", "Name of the rule.");

    public static ApiOperation List { get; } = new(
        ApiTag.Access, "Lists requests that need another person, or needed one, the newest first.")
    {
        Description = "A change of hosts that a rule is for is answered 202 with such a request, whatever its route, and nothing " +
            "is done until another person approves it. Shown are one's own, and those that one could approve.",
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<ApprovalList>("The requests.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Access, "Shows such a request.")
    {
        Parameters = [Id],
        Answers = [ApiAnswer.Json<ApprovalView>("The request.")],
        Problems = ["no-such-approval"],
    };

    public static ApiOperation Approve { get; } = new(ApiTag.Access, "Approves a request of another person, which is made now.")
    {
        Description = "The one who approves is a user, by a session or a key of one's own, and may change every host that the " +
            "request reaches. It is made as its sender, with the rights that the sender has now; its answer is a part of this one.",
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Json<ApprovalView>("The request, with its answer.")],
        Problems = ["no-such-approval", "another-person", "outside-scope", "already-decided"],
        TakesKey = true,
    };

    public static ApiOperation Refuse { get; } = new(ApiTag.Access, "Refuses a request.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("It is refused, or would be.")],
        Problems = ["no-such-approval", "already-decided"],
        TakesKey = true,
    };

    public static ApiOperation Withdraw { get; } = new(ApiTag.Access, "Takes a request of one's own back.")
    {
        Parameters = [Id, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("It is withdrawn, or would be.")],
        Problems = ["no-such-approval", "already-decided"],
    };

    public static ApiOperation ListRules { get; } = new(ApiTag.Access, "Lists which changes need another person, by name.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<ApprovalRuleList>("The rules.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation SaveRule { get; } = new(ApiTag.Access, "Writes a rule, whether or not it is there.")
    {
        Parameters = [Name, StandardParameters.DryRun],
        Body = typeof(ApprovalRuleRequest),
        Answers = [ApiAnswer.Json<ApprovalRule>("The rule.")],
        Problems = ["too-many-rules", "bad-query-language", "invalid"],
    };

    public static ApiOperation RemoveRule { get; } = new(ApiTag.Access, "Removes a rule; requests that wait by it go on waiting.")
    {
        Parameters = [Name, StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The rule is gone, or would be.")],
        Problems = ["no-such-rule"],
    };
}
