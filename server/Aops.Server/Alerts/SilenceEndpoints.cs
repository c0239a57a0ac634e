using Aops.Contracts;
using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Alerts;

/// <summary><c>/api/v1/silences</c>, and an alert's acknowledgement, which is one.</summary>
internal sealed class SilenceEndpoints(SilenceStore store, HostQueries queries, EventLog events, TimeProvider clock)
{
    private const string All = "/api/v1/silences";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(All, ListAsync).Is(SilenceApi.List).For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPost(All, CreateAsync).Is(SilenceApi.Create).For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapPost("/api/v1/alerts/{name}/silence", AcknowledgeAsync).Is(SilenceApi.Acknowledge)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapDelete($"{All}/{{id}}", RemoveAsync).Is(SilenceApi.Remove)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<Silence, TimeKey>
        {
            Start = TimeKey.First,
            Key = silence => TimeKey.Of(silence.Until, silence.Id),
            Form = CursorKeys.Time,
            Row = AlertJson.Default.Silence,
            Read = async (after, limit, cancellationToken) => await store.ListAsync(after, limit, cancellationToken),
        },
        (rows, next) => new SilenceList { Silences = rows, Next = next }, AlertJson.Default.SilenceList);

    private async Task CreateAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(AlertJson.Default.SilenceRequest, ServerLimits.RequestBytesMax);
        var errors = Check(request.Until, request.Reason);
        if (request.Rule is null && request.Q is null) errors.Add("rule", "or q says what is silent");
        if (request.Rule is not null && !Names.IsValid(request.Rule)) errors.Add("rule", $"a name has {Names.Rule}");
        errors.ThrowIfAny();
        var q = request.Q is null ? null : QueryText.Of(await queries.ParseAsync(request.Q, context.RequestAborted));
        await AddAsync(context, request.Rule, q, request.Until, request.Reason);
    }

    private async Task AcknowledgeAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var request = await context.ReadJsonAsync(AlertJson.Default.AcknowledgeRequest, ServerLimits.RequestBytesMax);
        Check(request.Until, request.Reason).ThrowIfAny();
        await AddAsync(context, name, null, request.Until, request.Reason);
    }

    private FieldErrors Check(DateTimeOffset until, string reason)
    {
        var (errors, now) = (new FieldErrors(), clock.GetUtcNow());
        if (until <= now || until - now > AlertLimits.SilenceMax)
            errors.Add("until", $"is a time within {AlertLimits.SilenceMax.TotalDays:0} days from now");
        if (string.IsNullOrWhiteSpace(reason)) errors.Add("reason", "says why");
        errors.CheckLength("reason", reason, AlertLimits.TextCharsMax);
        return errors;
    }

    private async Task AddAsync(HttpContext context, string? rule, string? q, DateTimeOffset until, string reason)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var silence = new Silence
        {
            Id = isDry ? "" : Guid.CreateVersion7().ToString("N"),
            Rule = rule,
            Q = q,
            Until = DateTimeOffset.FromUnixTimeMilliseconds(until.ToUnixTimeMilliseconds()),
            Author = context.Actor().Name,
            Reason = reason,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
        };
        var outcome = await store.AddAsync(silence, isDry, context.RequestAborted);
        if (outcome != SilenceOutcome.Done) throw AlertProblems.Of(outcome, rule ?? "");
        if (!isDry) events.Add(EventKinds.Alert, $"{Describe(silence)} until {JsonTime.Of(silence.Until)}: {reason}");
        await context.WriteJsonAsync(
            new SilenceReply { Silence = silence, DryRun = isDry }, AlertJson.Default.SilenceReply,
            isDry ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static string Describe(Silence silence) => (silence.Rule, silence.Q) switch
    {
        ({ } rule, null) => $"The alert {rule} is silent",
        ({ } rule, { } q) => $"The hosts of \"{q}\" are silent in the alert {rule}",
        var (_, q) => $"The hosts of \"{q}\" are silent in all alerts",
    };

    private async Task RemoveAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.RemoveAsync(id, isDry, context.RequestAborted);
        if (outcome != SilenceOutcome.Done) throw AlertProblems.Of(outcome, id);
        if (!isDry) events.Add(EventKinds.Alert, $"The silence {id} was ended.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
