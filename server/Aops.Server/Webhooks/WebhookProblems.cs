using Aops.Server.Problems;

namespace Aops.Server.Webhooks;

/// <summary>What a client is told whose request about a webhook was refused.</summary>
internal static class WebhookProblems
{
    /// <summary>No webhook has a name.</summary>
    public static RequestFault NoSuchWebhook(string name) => new(ProblemKinds.NotFound(
        "no-such-webhook", $"No webhook is called {name}.", "GET /api/v1/webhooks lists them."));

    public static RequestFault Of(WebhookOutcome outcome, string name) => outcome switch
    {
        WebhookOutcome.NameTaken => Conflict("webhook-exists",
            $"There is a webhook called {name} already. Nothing was changed.",
            $"Change it by PUT /api/v1/webhooks/{name}, or choose another name."),
        WebhookOutcome.SwitchedOff => Conflict("webhook-off",
            $"The webhook {name} is switched off. Nothing was sent.", $"Switch it on by PUT /api/v1/webhooks/{name}."),
        WebhookOutcome.InUse use => Conflict("webhook-in-use",
            $"The rule {use.Rule} routes to {name}. Nothing was changed.",
            $"Write the routes of the rule by PUT /api/v1/alert-rules/{use.Rule} first."),
        WebhookOutcome.TooMany => Conflict("too-many-webhooks",
            $"There are {WebhookLimits.WebhooksMax} webhooks, which is the most. Nothing was changed.", "Remove some."),
        WebhookOutcome.OtherRevision other => new RequestFault(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the webhook than {other.Revision}, which it has now.",
            "Read the webhook again and decide again.")),
        _ => NoSuchWebhook(name),
    };

    private static RequestFault Conflict(string code, string detail, string fix) =>
        new(ProblemKinds.Conflict(code, detail, fix));
}
