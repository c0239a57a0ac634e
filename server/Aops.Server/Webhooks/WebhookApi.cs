using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Webhooks;

/// <summary>The routes below <c>/api/v1/webhooks</c>.</summary>
internal static class WebhookApi
{
    private const string Tag = "The revision of the webhook.";

    private static readonly ApiParameter Name = ApiParameter.Path("name", "Name of the webhook.");

    public static ApiOperation List { get; } = new(ApiTag.Alerts, "Lists webhooks, by name.")
    {
        Parameters = [StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<WebhookList>("The webhooks.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Alerts, "Shows a webhook.")
    {
        Parameters = [Name],
        Answers = [ApiAnswer.Json<WebhookView>("The webhook.").WithTag(Tag)],
        Problems = ["no-such-webhook"],
    };

    public static ApiOperation Create { get; } = new(ApiTag.Alerts, "Makes a webhook; its secret is shown once.")
    {
        Parameters = [StandardParameters.DryRun],
        Body = typeof(WebhookRequest),
        Answers =
        [
            ApiAnswer.Json<WebhookReply>(201, "The webhook was made.").WithTag(Tag).WithLocation("The webhook."),
            ApiAnswer.Json<WebhookReply>("What would be, of a dry run."),
        ],
        Problems = ["invalid", "webhook-exists", "too-many-webhooks"],
        TakesKey = true,
    };

    public static ApiOperation Replace { get; } = new(
        ApiTag.Alerts, "Writes a webhook; its secret stays, and what waits for it is tried at once.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Body = typeof(WebhookRequest),
        Answers = [ApiAnswer.Json<WebhookReply>("The webhook was written.").WithTag(Tag)],
        Problems = ["invalid", "no-such-webhook"],
    };

    public static ApiOperation RenewSecret { get; } = new(
        ApiTag.Alerts, "Gives a webhook another secret, which is shown once and signs from now on.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Answers = [ApiAnswer.Json<WebhookReply>("The webhook has another secret.").WithTag(Tag)],
        Problems = ["no-such-webhook"],
        TakesKey = true,
    };

    public static ApiOperation Remove { get; } = new(ApiTag.Alerts, "Removes a webhook, with what waits for it.")
    {
        Parameters = [Name, StandardParameters.DryRun, StandardParameters.IfMatch],
        Answers = [ApiAnswer.Nothing("The webhook is gone, or would be.")],
        Problems = ["no-such-webhook", "webhook-in-use"],
    };

    public static ApiOperation Deliveries { get; } = new(
        ApiTag.Alerts, "Lists what was sent to a webhook, or waits for it, the newest first.")
    {
        Parameters = [Name, StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<DeliveryList>("The deliveries of the last days.")],
        Problems = ["no-such-webhook", "not-acceptable"],
    };

    public static ApiOperation Test { get; } = new(ApiTag.Alerts, "Sends a message that tries a webhook.")
    {
        Description = "The message waits behind those that wait already; its delivery tells how it ended.",
        Parameters = [Name, StandardParameters.DryRun],
        Answers = [ApiAnswer.Json<TestReply>("It waits, or would.")],
        Problems = ["no-such-webhook", "webhook-off"],
        TakesKey = true,
    };
}
