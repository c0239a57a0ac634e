using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Freezes;

/// <summary><c>/api/v1/freeze</c>: one for the whole fleet.</summary>
/// <param name="changed">Called when the fleet was frozen or is not any more.</param>
internal sealed class FreezeEndpoints(
    FleetFreeze freeze, IReadOnlyList<Action> changed, EventLog events, TimeProvider clock)
{
    private const string Path = "/api/v1/freeze";

    public void Map(IEndpointRouteBuilder routes)
    {
        var change = EndpointAccess.Change(Reach.Fleet).DespiteFreeze;
        routes.MapGet(Path, ShowAsync).Is(FreezeApi.Show).For(EndpointAccess.Read(Reach.Nothing));
        routes.MapPut(Path, BeginAsync).Is(FreezeApi.Begin).For(change);
        routes.MapDelete(Path, EndAsync).Is(FreezeApi.End).For(change);
    }

    private Task ShowAsync(HttpContext context) =>
        context.WriteJsonAsync(FreezeView.Of(freeze.Current), FreezeJson.Default.FreezeView);

    private async Task BeginAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(FreezeJson.Default.FreezeRequest, ServerLimits.RequestBytesMax);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var errors = new FieldErrors();
        if (string.IsNullOrWhiteSpace(request.Reason)) errors.Add("reason", "says why");
        errors.CheckLength("reason", request.Reason, FleetLimits.NoteCharsMax);
        if (request.Until is { } until && until <= now) errors.Add("until", "is a time to come");
        errors.ThrowIfAny();
        var wanted = new Freeze
        {
            Reason = request.Reason.Trim(),
            Author = context.Actor().Name,
            Since = freeze.Current?.Since ?? now,
            Until = request.Until is { } end
                ? DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds())
                : null,
        };
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        if (!isDry)
        {
            await freeze.BeginAsync(wanted);
            foreach (var tell in changed) tell();
            events.Add(EventKinds.Freeze, $"The fleet is frozen{(wanted.Until is { } last
                ? $" until {JsonTime.Of(last)}" : "")}: {wanted.Reason}");
        }
        await context.WriteJsonAsync(
            FreezeView.Of(wanted) with { DryRun = isDry ? true : null }, FreezeJson.Default.FreezeView);
    }

    private async Task EndAsync(HttpContext context)
    {
        if (context.Request.Flag(StandardParameters.DryRun.Name))
        {
            if (freeze.Current is null) throw FreezeProblems.NotFrozen;
        }
        else
        {
            if (!await freeze.EndAsync(clock.GetUtcNow())) throw FreezeProblems.NotFrozen;
            foreach (var tell in changed) tell();
            events.Add(EventKinds.Freeze, "The fleet is not frozen any more.");
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
