using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.Alerts;

/// <summary>What a client is told whose request about alerts was refused.</summary>
internal static class AlertProblems
{
    /// <summary>No rule has a name.</summary>
    public static RequestFault NoSuchRule(string name) => new(ProblemKinds.NotFound(
        "no-such-rule", $"No rule of alerts is called {name}.", "GET /api/v1/alert-rules lists them."));

    public static RequestFault Of(AlertRuleOutcome outcome, string name) => outcome switch
    {
        AlertRuleOutcome.NameTaken => Conflict("rule-exists",
            $"There is a rule called {name} already. Nothing was changed.",
            $"Change it by PUT /api/v1/alert-rules/{name}, or choose another name."),
        AlertRuleOutcome.TooMany => Conflict("too-many-rules",
            $"There are {AlertLimits.RulesMax} rules, which is the most. Nothing was changed.", "Remove some."),
        AlertRuleOutcome.NoSuchWebhook webhook => NoSuchRoute(webhook.Name),
        AlertRuleOutcome.OtherRevision other => new RequestFault(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the rule than {other.Revision}, which it has now.",
            "Read the rule again and decide again.")),
        _ => NoSuchRule(name),
    };

    public static RequestFault Of(SilenceOutcome outcome, string name) => outcome switch
    {
        SilenceOutcome.NoSuchSilence => new RequestFault(ProblemKinds.NotFound(
            "no-such-silence", $"No silence has the id {name}.", "GET /api/v1/silences lists them.")),
        SilenceOutcome.NotOfHosts => Conflict("not-of-hosts",
            $"The rule {name} looks at the server, and not at hosts. Nothing was changed.", "Leave q away."),
        SilenceOutcome.TooMany => Conflict("too-many-silences",
            $"There are {AlertLimits.SilencesMax} silences in force, which is the most. Nothing was changed.",
            "End some."),
        _ => NoSuchRule(name),
    };

    private static RequestFault NoSuchRoute(string webhook)
    {
        var errors = new FieldErrors();
        errors.Add("routes", $"no webhook is called {webhook}");
        return new RequestFault(ProblemKinds.Invalid(errors.ToDictionary()));
    }

    private static RequestFault Conflict(string code, string detail, string fix) =>
        new(ProblemKinds.Conflict(code, detail, fix));
}
