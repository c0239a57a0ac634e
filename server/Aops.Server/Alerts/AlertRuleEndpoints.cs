using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Aops.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Alerts;

/// <summary><c>/api/v1/alert-rules</c>: what is looked at, when that is an alert, and who is told.</summary>
internal sealed class AlertRuleEndpoints(
    AlertRuleStore store, AlertFindings findings, HostQueries queries, WebhookDispatcher dispatcher, EventLog events,
    string sender, TimeProvider clock)
{
    private const string All = "/api/v1/alert-rules";
    private const string One = "/api/v1/alert-rules/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(All, ListAsync).Is(AlertRuleApi.List).For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPost(All, context => SaveAsync(context, null)).Is(AlertRuleApi.Create)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapGet(One, ShowAsync).Is(AlertRuleApi.Show).For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPut(One, context => SaveAsync(context, context.RouteName("name"))).Is(AlertRuleApi.Replace)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapDelete(One, RemoveAsync).Is(AlertRuleApi.Remove)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<AlertRuleView, string?>
        {
            Start = null,
            Key = rule => rule.Name,
            Form = CursorKeys.Text,
            Row = AlertJson.Default.AlertRuleView,
            Read = async (after, limit, cancellationToken) =>
                [.. (await store.ListAsync(after ?? "", limit, cancellationToken)).Select(AlertRuleView.Show)],
        },
        (rows, next) => new AlertRuleList { Rules = rows, Next = next }, AlertJson.Default.AlertRuleList);

    private async Task ShowAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var rule = await store.FindAsync(name, context.RequestAborted) ?? throw AlertProblems.NoSuchRule(name);
        context.Response.Headers.ETag = RevisionTag.Of(rule.Revision);
        await context.WriteJsonAsync(AlertRuleView.Show(rule), AlertJson.Default.AlertRuleView);
    }

    private async Task SaveAsync(HttpContext context, string? name)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var request = await context.ReadJsonAsync(AlertJson.Default.AlertRuleRequest, ServerLimits.RequestBytesMax);
        AlertRuleValidator.Check(request, name);
        var rule = await ReadAsync(context, request, name ?? request.Name!);
        var outcome = await store.SaveAsync(
            new AlertRuleChange(rule, IsNew: name is null, RevisionTag.Wanted(context.Request)), isDry,
            context.RequestAborted);
        if (outcome is not AlertRuleOutcome.Saved saved) throw AlertProblems.Of(outcome, rule.Name);
        if (!isDry)
        {
            events.Add(EventKinds.Alert, $"The rule of alerts {rule.Name} was {(name is null ? "made" : "written")}.");
            context.Response.Headers.ETag = RevisionTag.Of(saved.Rule.Revision);
            if (name is null) context.Response.Headers.Location = $"{All}/{rule.Name}";
        }
        var now = await findings.PreviewAsync(saved.Rule, context.RequestAborted);
        var reply = new AlertRuleReply
        {
            Rule = AlertRuleView.Show(saved.Rule),
            Holds = now.Fact == AlertFact.Unknown ? null : now.Fact == AlertFact.Held,
            Why = now.Why,
            DryRun = isDry,
        };
        await context.WriteJsonAsync(reply, AlertJson.Default.AlertRuleReply,
            name is null && !isDry ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task<AlertRule> ReadAsync(HttpContext context, AlertRuleRequest request, string name)
    {
        async Task<string> CanonAsync(string? text) => string.IsNullOrEmpty(text)
            ? ""
            : QueryText.Of(await queries.ParseAsync(text, context.RequestAborted));

        return new AlertRule
        {
            Name = name,
            Note = request.Note ?? "",
            Severity = request.Severity,
            Condition = request.Condition,
            Q = await CanonAsync(request.Q),
            Of = await CanonAsync(request.Of),
            Threshold = request.Threshold,
            IsShare = request.Share,
            Rise = TimeSpan.FromSeconds(request.RiseSeconds),
            For = TimeSpan.FromSeconds(request.ForSeconds),
            IsEnabled = request.Enabled,
            Routes = request.Routes,
            Revision = 0,
            ChangedAt = clock.GetUtcNow(),
            ChangedBy = context.Actor().Name,
        };
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.RemoveAsync(
            name, RevisionTag.Wanted(context.Request), sender, clock.GetUtcNow(), isDry, context.RequestAborted);
        if (outcome is not AlertRuleOutcome.Removed) throw AlertProblems.Of(outcome, name);
        if (!isDry)
        {
            events.Add(EventKinds.Alert, $"The rule of alerts {name} was removed.");
            dispatcher.Signal();
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
