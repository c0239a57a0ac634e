using System.Text.Json;
using Aops.Server.Api;
using Aops.Server.Audit;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Idempotency;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Webhooks;

/// <summary><c>/api/v1/webhooks</c>: receivers of alerts. Admins write them, as they let the server speak to others.</summary>
internal sealed class WebhookEndpoints(
    WebhookStore store, WebhookDispatcher dispatcher, EventLog events, string sender, TimeProvider clock)
{
    private const string All = "/api/v1/webhooks";
    private const string One = "/api/v1/webhooks/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(All, ListAsync).Is(WebhookApi.List).For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPost(All, context => WriteAsync(context, null)).Is(WebhookApi.Create).For(EndpointAccess.Administer);
        routes.MapGet(One, ShowAsync).Is(WebhookApi.Show).For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPut(One, context => WriteAsync(context, context.RouteName("name"))).Is(WebhookApi.Replace)
            .For(EndpointAccess.Administer);
        routes.MapDelete(One, RemoveAsync).Is(WebhookApi.Remove).For(EndpointAccess.Administer);
        routes.MapPost($"{One}/secret", RenewSecretAsync).Is(WebhookApi.RenewSecret).For(EndpointAccess.Administer);
        routes.MapPost($"{One}/test", TestAsync).Is(WebhookApi.Test).For(EndpointAccess.Administer);
        routes.MapGet($"{One}/deliveries", ListDeliveriesAsync).Is(WebhookApi.Deliveries)
            .For(EndpointAccess.Read(Reach.Fleet));
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<WebhookView, string?>
        {
            Start = null,
            Key = webhook => webhook.Name,
            Form = CursorKeys.Text,
            Row = WebhookJson.Default.WebhookView,
            Read = async (after, limit, cancellationToken) =>
                [.. (await store.ListAsync(after ?? "", limit, cancellationToken)).Select(WebhookView.Of)],
        },
        (rows, next) => new WebhookList { Webhooks = rows, Next = next }, WebhookJson.Default.WebhookList);

    private async Task ListDeliveriesAsync(HttpContext context)
    {
        var webhook = await FindAsync(context);
        await context.WriteListAsync(
            new ListSource<DeliveryView, long>
            {
                Start = long.MaxValue,
                Key = delivery => delivery.Number,
                Form = CursorKeys.Number,
                Row = WebhookJson.Default.DeliveryView,
                Read = async (before, limit, cancellationToken) =>
                [
                    .. (await store.ListDeliveriesAsync(webhook.Name, before, limit, cancellationToken))
                        .Select(DeliveryView.Of),
                ],
            },
            (rows, next) => new DeliveryList { Deliveries = rows, Next = next }, WebhookJson.Default.DeliveryList);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var webhook = await FindAsync(context);
        context.Response.Headers.ETag = RevisionTag.Of(webhook.Revision);
        await context.WriteJsonAsync(WebhookView.Of(webhook), WebhookJson.Default.WebhookView);
    }

    private async Task WriteAsync(HttpContext context, string? name)
    {
        var request = await context.ReadJsonAsync(WebhookJson.Default.WebhookRequest, ServerLimits.RequestBytesMax);
        WebhookValidator.Check(request, name);
        await SaveAsync(context, new WebhookChange
        {
            Name = name ?? request.Name!,
            Url = request.Url is { } url ? new SecretText(url) : null,
            Secret = name is null ? WebhookSecret.New() : null,
            Note = request.Note ?? "",
            IsEnabled = request.Enabled,
            IsNew = name is null,
            Expected = RevisionTag.Wanted(context.Request),
            By = context.Actor().Name,
            Now = clock.GetUtcNow(),
        });
    }

    private Task RenewSecretAsync(HttpContext context) => SaveAsync(context, new WebhookChange
    {
        Name = context.RouteName("name"),
        Secret = WebhookSecret.New(),
        IsNew = false,
        Expected = RevisionTag.Wanted(context.Request),
        By = context.Actor().Name,
        Now = clock.GetUtcNow(),
    });

    private async Task SaveAsync(HttpContext context, WebhookChange change)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.SaveAsync(change, isDry, context.RequestAborted);
        if (outcome is not WebhookOutcome.Saved saved) throw WebhookProblems.Of(outcome, change.Name);
        var reply = new WebhookReply { Webhook = WebhookView.Of(saved.Webhook), DryRun = isDry };
        if (!isDry)
        {
            Tell(change, saved.Webhook);
            context.Response.Headers.ETag = RevisionTag.Of(saved.Webhook.Revision);
            if (change.IsNew) context.Response.Headers.Location = $"{All}/{change.Name}";
        }
        // A request that is repeated under its Idempotency-Key is not told of the secret.
        context.StoreInstead(JsonSerializer.SerializeToUtf8Bytes(reply, WebhookJson.Default.WebhookReply));
        await context.WriteJsonAsync(
            isDry ? reply : reply with { Secret = change.Secret?.Shown }, WebhookJson.Default.WebhookReply,
            change.IsNew && !isDry ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private void Tell(WebhookChange change, Webhook webhook)
    {
        var what = change.IsNew ? "was made" : change.Secret is null ? "was written" : "has another secret";
        events.Add(EventKinds.Alert, $"The webhook {webhook.Name} to {webhook.Origin} {what}.");
        dispatcher.Signal();
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.RemoveAsync(name, RevisionTag.Wanted(context.Request), isDry, context.RequestAborted);
        if (outcome is not WebhookOutcome.Removed) throw WebhookProblems.Of(outcome, name);
        if (!isDry) events.Add(EventKinds.Alert, $"The webhook {name} was removed.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task TestAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var (id, now) = (DeliveryRows.NewId(), clock.GetUtcNow());
        var message = new TestMessage { Id = id, Kind = WebhookKinds.Test, At = now, Server = sender };
        var delivery = Delivery.New(
            id, name, WebhookKinds.Test, null,
            JsonSerializer.SerializeToUtf8Bytes(message, WebhookJson.Default.TestMessage), now);
        var outcome = await store.TestAsync(delivery, isDry, context.RequestAborted);
        if (outcome is not WebhookOutcome.Queued queued) throw WebhookProblems.Of(outcome, name);
        if (!isDry) dispatcher.Signal();
        await context.WriteJsonAsync(
            new TestReply { Delivery = isDry ? null : DeliveryView.Of(queued.Delivery), DryRun = isDry },
            WebhookJson.Default.TestReply);
    }

    private async Task<Webhook> FindAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        return await store.FindAsync(name, context.RequestAborted) ?? throw WebhookProblems.NoSuchWebhook(name);
    }
}
