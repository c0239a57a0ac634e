using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Agents;

/// <summary><c>/api/fleet</c>: the agents with their status.</summary>
internal sealed class FleetEndpoints(
    AgentStore store, FleetView view, AgentRemoval removal, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/fleet", ListAsync).Is(FleetApi.List)
            .For(EndpointAccess.Read(Reach.Fleet));
        routes.MapGet("/api/fleet/{agentId}", FindAsync).Is(FleetApi.Show)
            .For(EndpointAccess.Read(Reach.Host));
        routes.MapDelete("/api/fleet/{agentId}", RemoveAsync).Is(FleetApi.RemoveEarlier)
            .For(EndpointAccess.Change(Reach.Host).DespiteFreeze);
        routes.MapDelete("/api/v1/hosts/{id}", RemoveAsync).Is(FleetApi.Remove)
            .For(EndpointAccess.Change(Reach.Host).DespiteFreeze);
    }

    private async Task ListAsync(HttpContext context)
    {
        var limit = context.Request.Limit();
        // One more than the limit shows whether there is a next page.
        var agents = await store.ListAsync(
            context.Request.Query["after"], limit + 1, context.RequestAborted);
        var shown = FitPage(agents, limit);
        var page = new FleetPage
        {
            Agents = [.. agents.Take(shown).Select(view.Summarize)],
            Next = agents.Count > shown ? agents[shown - 1].Id : null,
        };
        await context.WriteJsonAsync(page, ServerJson.Default.FleetPage);
    }

    // At least one, and as many as fit: long summaries give more pages, not longer ones.
    private static int FitPage(List<AgentRecord> agents, int limit)
    {
        long bytes = 0;
        var fit = agents
            .TakeWhile(agent => (bytes += agent.Status?.Length ?? 0) <= ServerLimits.FleetPageBytesMax).Count();
        return Math.Clamp(fit, Math.Min(1, agents.Count), limit);
    }

    private async Task FindAsync(HttpContext context)
    {
        var id = context.RouteName("agentId");
        var agent = await store.FindAsync(id, context.RequestAborted) ?? throw NoSuchAgent(id);
        await context.WriteJsonAsync(view.Detail(agent), ServerJson.Default.FleetDetail);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var id = context.HostId();
        var order = new RemovalOrder(context.Actor(), "", clock.GetUtcNow());
        var isThere = context.Request.Flag(StandardParameters.DryRun.Name)
            ? await store.FindAsync(id, context.RequestAborted) is not null
            : await removal.RemoveAsync(id, order);
        if (!isThere) throw context.NoSuchHost(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RequestFault NoSuchAgent(string id) =>
        new(ProblemKinds.NotFound("no-such-agent", $"No agent has the id {id}."));
}
