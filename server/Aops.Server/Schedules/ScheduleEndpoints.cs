using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Runs;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Schedules;

/// <summary><c>/api/v1/schedules</c>: runs at times of a crontab.</summary>
internal sealed class ScheduleEndpoints(
    ScheduleStore store, RunDraftMaker drafts, ScheduleDriver driver, EventLog events, TimeProvider clock)
{
    private const string All = "/api/v1/schedules";
    private const string One = All + "/{name}";
    private const int TimesShown = 5;

    public void Map(IEndpointRouteBuilder routes)
    {
        // What a schedule does in a freeze it decides at its times.
        var change = EndpointAccess.Change(Reach.Chosen).DespiteFreeze;
        routes.MapGet(All, ListAsync).Is(ScheduleApi.List).For(EndpointAccess.Read(Reach.Chosen));
        routes.MapPost(All, context => SaveAsync(context, null)).Is(ScheduleApi.Create).For(change);
        routes.MapGet(One, ShowAsync).Is(ScheduleApi.Show).For(EndpointAccess.Read(Reach.Chosen));
        routes.MapPut(One, context => SaveAsync(context, context.RouteName("name"))).Is(ScheduleApi.Replace)
            .For(change);
        routes.MapDelete(One, RemoveAsync).Is(ScheduleApi.Remove).For(change);
    }

    private async Task ListAsync(HttpContext context)
    {
        var scope = context.ReadableScope();
        var source = new ListSource<ScheduleView, string?>
        {
            Start = "",
            Key = schedule => schedule.Name,
            Form = CursorKeys.Text,
            Row = ScheduleJson.Default.ScheduleView,
            Read = async (after, limit, cancellationToken) => await FilteredPage.ReadAsync(
                after, limit, last => store.ListAsync(last ?? "", limit, cancellationToken),
                static schedule => schedule.Name, schedule => ValueTask.FromResult(IsWithin(schedule, scope)),
                ScheduleView.Of),
        };
        await context.WriteListAsync(
            source, (rows, next) => new ScheduleList { Schedules = rows, Next = next },
            ScheduleJson.Default.ScheduleList);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        if (await store.FindAsync(name, context.RequestAborted) is not { } schedule
            || !IsWithin(schedule, context.ReadableScope()))
        {
            throw ScheduleProblems.NoSuchSchedule(name);
        }
        context.Response.Headers.ETag = RevisionTag.Of(schedule.Revision);
        await context.WriteJsonAsync(ScheduleView.Of(schedule), ScheduleJson.Default.ScheduleView);
    }

    private async Task SaveAsync(HttpContext context, string? name)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var request = await context.ReadJsonAsync(ScheduleJson.Default.ScheduleRequest, ServerLimits.RequestBytesMax);
        var now = clock.GetUtcNow();
        var times = ScheduleValidator.Check(request, name, now);
        var next = times.FindNext(now);
        var draft = await CheckRunAsync(context, request.Run, next ?? now);
        // The hosts of now: each time is a run of its own, which asks for no approval.
        if (!isDry) await context.AskApprovalAsync(draft.Query);
        var actor = context.Actor();
        var wanted = new ScheduleRecord
        {
            Name = name ?? request.Name!,
            Cron = request.Cron,
            Zone = request.Zone ?? TimeZoneInfo.Utc.Id,
            Overlap = request.Overlap ?? ScheduleOverlap.Skip,
            IsPaused = request.IsPaused ?? false,
            Note = request.Note ?? "",
            Run = request.Run with { Q = QueryText.Of(draft.Query) },
            Revision = 0,
            ChangedAt = now,
            ChangedBy = actor.Name,
            OwnerId = actor.Id,
            NextAt = request.IsPaused == true ? null : next,
        };
        var outcome = await store.SaveAsync(
            wanted, draft.Query, name is null, RevisionTag.Wanted(context.Request), context.Scope(), isDry,
            context.RequestAborted);
        if (outcome is not ScheduleWrite.Saved saved) throw ScheduleProblems.Of(outcome, wanted.Name);
        if (!isDry)
        {
            driver.Signal();
            events.Announce();
            context.Response.Headers.ETag = RevisionTag.Of(saved.Schedule.Revision);
            if (name is null) context.Response.Headers.Location = $"{All}/{wanted.Name}";
        }
        var reply = new ScheduleReply
        {
            Schedule = ScheduleView.Of(saved.Schedule),
            Times = [.. times.ListNext(now, TimesShown)],
            Count = saved.Count,
            DryRun = isDry ? true : null,
        };
        await context.WriteJsonAsync(reply, ScheduleJson.Default.ScheduleReply,
            name is null && !isDry ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    // As the run will be checked at its time.
    private async Task<RunDraft> CheckRunAsync(HttpContext context, ScheduledRun run, DateTimeOffset at)
    {
        try
        {
            var draft = await drafts.MakeAsync(run.ToRequest(), RunSender.Of(context), at, context.RequestAborted);
            ScheduleValidator.CheckSecrets(draft);
            return draft;
        }
        catch (RequestFault fault)
        {
            throw ScheduleValidator.OfRun(fault);
        }
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.RemoveAsync(
            name, RevisionTag.Wanted(context.Request), context.Scope(), isDry, clock.GetUtcNow(),
            context.RequestAborted);
        if (outcome is not ScheduleWrite.Removed) throw ScheduleProblems.Of(outcome, name);
        if (!isDry) events.Announce();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static bool IsWithin(ScheduleRecord schedule, QueryNode scope) =>
        ScopeQuery.Covers(scope, ScopeQuery.Parse(schedule.Run.Q));
}
