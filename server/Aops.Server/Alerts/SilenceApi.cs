using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Alerts;

/// <summary>The routes of silences.</summary>
internal static class SilenceApi
{
    private static readonly IReadOnlyList<string> AddProblems =
        ["no-such-rule", "not-of-hosts", "too-many-silences", "bad-query-language", "invalid"];

    private static readonly IReadOnlyList<ApiAnswer> AddAnswers =
    [
        ApiAnswer.Json<SilenceReply>(201, "It is silent."),
        ApiAnswer.Json<SilenceReply>("What would be, of a dry run."),
    ];

    public static ApiOperation List { get; } = new(
        ApiTag.Alerts, "Lists silences by their ends, also those of the last days.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<SilenceList>("The silences.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Create { get; } = new(ApiTag.Alerts, "Silences a rule, or hosts, until a time.")
    {
        Description = "Hosts of a silence count for nothing in the rules that look at hosts; where such a rule holds without " +
            "them, its alert fires all the same.",
        Parameters = [StandardParameters.DryRun],
        Body = typeof(SilenceRequest),
        Answers = AddAnswers,
        Problems = AddProblems,
        TakesKey = true,
    };

    public static ApiOperation Acknowledge { get; } = new(ApiTag.Alerts, "Silences the rule of an alert until a time.")
    {
        Parameters = [ApiParameter.Path("name", "Name of the rule."), StandardParameters.DryRun],
        Body = typeof(AcknowledgeRequest),
        Answers = AddAnswers,
        Problems = ["no-such-rule", "too-many-silences", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Remove { get; } = new(ApiTag.Alerts, "Ends a silence.")
    {
        Parameters = [ApiParameter.Path("id", "Id of the silence."), StandardParameters.DryRun],
        Answers = [ApiAnswer.Nothing("The silence is gone, or would be.")],
        Problems = ["no-such-silence"],
    };
}
