using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Alerts;

/// <summary><c>/api/v1/alerts</c>: where the alert of each rule stands.</summary>
internal sealed class AlertEndpoints(AlertStore store, AlertBoard board)
{
    private const string NotYet =
        "It was not evaluated yet: that begins two intervals of heartbeats after a start of the server.";

    private static readonly IReadOnlyList<string> States = [.. Enum.GetValues<AlertState>().Select(AlertWords.Of)];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/alerts", ListAsync).Is(AlertApi.List).For(EndpointAccess.Read(Reach.Fleet));
        routes.MapGet("/api/v1/alerts/{name}", ShowAsync).Is(AlertApi.Show).For(EndpointAccess.Read(Reach.Fleet));
    }

    private async Task ListAsync(HttpContext context)
    {
        var states = context.Request.WordsOf(AlertApi.State.Name, States);
        var all = await store.ListAsync(context.RequestAborted);
        var source = new ListSource<AlertView, string?>
        {
            Start = null,
            Key = alert => alert.Name,
            Form = CursorKeys.Text,
            Row = AlertJson.Default.AlertView,
            Read = (after, limit, _) => new(
            [
                .. all.Where(alert => string.CompareOrdinal(alert.Rule.Name, after) > 0)
                    .Where(alert => states.Count == 0 || states.Contains(AlertWords.Of(alert.Standing.State)))
                    .Take(limit).Select(alert => Show(alert.Rule, alert.Standing)),
            ]),
        };
        await context.WriteListAsync(
            source, (rows, next) => new AlertList { Alerts = rows, Next = next }, AlertJson.Default.AlertList);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var (rule, standing) = await store.FindAsync(name, context.RequestAborted)
            ?? throw AlertProblems.NoSuchRule(name);
        await context.WriteJsonAsync(Show(rule, standing), AlertJson.Default.AlertView);
    }

    private AlertView Show(AlertRule rule, AlertStanding standing)
    {
        var finding = rule.IsEnabled ? board.Find(rule.Name) : null;
        var isKnown = standing != AlertStanding.None;
        return new AlertView
        {
            Name = rule.Name,
            Severity = rule.Severity,
            State = standing.State,
            Since = isKnown ? standing.Since : null,
            HeldSince = standing.HeldSince,
            FiredAt = standing.FiredAt,
            Why = !rule.IsEnabled ? "The rule is switched off." : finding?.Why ?? NotYet,
            Reason = isKnown ? standing.Why : null,
            EvaluatedAt = finding is null ? null : board.At,
            Condition = rule.Condition,
            Value = finding?.Value,
            Threshold = rule.Threshold,
            Hosts = AlertNews.HostsOf(finding),
            Note = rule.Note,
            Enabled = rule.IsEnabled,
        };
    }
}
