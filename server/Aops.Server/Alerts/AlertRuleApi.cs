using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Alerts;

/// <summary>The routes below <c>/api/v1/alert-rules</c>.</summary>
internal static class AlertRuleApi
{
    private const string Tag = "The revision of the rule.";

    private static readonly ApiParameter Name = ApiParameter.Path("name", "Name of the rule.");

    private static readonly IReadOnlyList<string> WriteProblems = ["bad-query-language", "invalid"];

    public static ApiOperation List { get; } = new(ApiTag.Alerts, "Lists the rules of alerts, by name.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<AlertRuleList>("The rules.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Alerts, "Shows a rule.")
    {
        Parameters = [Name],
        Answers = [ApiAnswer.Json<AlertRuleView>("The rule.").WithTag(Tag)],
        Problems = ["no-such-rule"],
    };

    public static ApiOperation Create { get; } = new(
        ApiTag.Alerts, "Makes a rule; the answer tells whether its condition holds now.")
    {
        Parameters = [StandardParameters.DryRun],
        Body = typeof(AlertRuleRequest),
        Answers =
        [
            ApiAnswer.Json<AlertRuleReply>(201, "The rule was made.").WithTag(Tag).WithLocation("The rule."),
            ApiAnswer.Json<AlertRuleReply>("What would be, of a dry run."),
        ],
        Problems = [.. WriteProblems, "rule-exists", "too-many-rules"],
        TakesKey = true,
    };

    public static ApiOperation Replace { get; } = new(ApiTag.Alerts, "Writes a rule; its alert stays where it stands.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Body = typeof(AlertRuleRequest),
        Answers = [ApiAnswer.Json<AlertRuleReply>("The rule was written.").WithTag(Tag)],
        Problems = [.. WriteProblems, "no-such-rule"],
    };

    public static ApiOperation Remove { get; } = new(
        ApiTag.Alerts, "Removes a rule; receivers of an alert that fires are told that it has ended.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Answers = [ApiAnswer.Nothing("The rule is gone, or would be.")],
        Problems = ["no-such-rule"],
    };
}
