using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Problems;
using Aops.Server.Repository;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Desired;

/// <summary>
/// <c>/api/desired</c> and <c>/api/fleet/{agentId}/desired</c>, as earlier versions had them: the layer of the fleet, and
/// that of one host, in which a list of sub-agents takes the place of the others'.
/// </summary>
internal sealed class DesiredEndpoints(
    DesiredStates desired, LayerStore layers, LayerWriter writer, AgentStore agents, ReleaseCatalog releases,
    TimeProvider clock)
{
    private const string OfAgent = "/api/fleet/{agentId}/desired";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/desired", context => ShowAsync(context, LayerName.Fleet)).Is(DesiredApi.ShowFleet)
            .For(EndpointAccess.Read(Reach.Nothing));
        routes.MapPut("/api/desired", context => PutAsync(context, LayerName.Fleet, "the fleet"))
            .Is(DesiredApi.PutFleet)
            .For(EndpointAccess.Change(Reach.Fleet));
        routes.MapGet(OfAgent, async context =>
        {
            var agent = await FindAsync(context);
            await ShowAsync(context, LayerName.Host(agent.Id));
        }).Is(DesiredApi.ShowHost)
            .For(EndpointAccess.Read(Reach.Host));
        routes.MapPut(OfAgent, async context =>
        {
            var agent = await FindAsync(context);
            await PutAsync(context, LayerName.Host(agent.Id), agent.Hostname);
        }).Is(DesiredApi.PutHost)
            .For(EndpointAccess.Change(Reach.Host));
        routes.MapDelete(OfAgent, async context =>
        {
            var agent = await FindAsync(context);
            await ChangeAsync(context, LayerName.Host(agent.Id), agent.Hostname, null);
        }).Is(DesiredApi.RemoveHost)
            .For(EndpointAccess.Change(Reach.Host));
    }

    private async Task ShowAsync(HttpContext context, LayerName layer) =>
        await WriteAsync(context, layer, await layers.FindHeadAsync(layer, context.RequestAborted));

    private async Task PutAsync(HttpContext context, LayerName layer, string name)
    {
        var document = Complete(layer, await context.ReadJsonAsync(
            ServerJson.Default.LayerDocument, ServerLimits.RequestBytesMax));
        var head = await layers.FindHeadAsync(layer, context.RequestAborted);
        var errors = LayerValidator.Validate(document, await releases.ToCheckAsync(context), head?.Document);
        foreach (var (index, subAgent) in (document.SubAgents ?? []).Index())
        {
            if (subAgent is { Version: null }) errors.Add($"subAgents[{index}].version", "must be given here");
        }
        errors.ThrowIfAny();
        await ChangeAsync(context, layer, name, document);
    }

    private async Task ChangeAsync(HttpContext context, LayerName layer, string name, LayerDocument? document)
    {
        if (layer.Kind == LayerKind.Fleet) await context.AskApprovalAsync(QueryNode.All);
        var change = new LayerChange
        {
            Layer = layer,
            Make = _ => document,
            ExpectedChange = RevisionTag.Wanted(context.Request),
            Author = context.Actor(),
            Scope = context.Scope(),
            Supersedes = context.Request.Flag(LayerLookup.Supersede),
            Message = "",
            Now = clock.GetUtcNow(),
        };
        var outcome = await writer.WriteAsync(change, name);
        if (outcome is LayerOutcome.Unfinished) throw LayerProblems.Of(outcome, layer);
        if (outcome is not LayerOutcome.Changed changed)
        {
            throw new RequestFault(ProblemKinds.OtherRevision(
                "If-Match names another revision than the current one; read it again."));
        }
        await WriteAsync(context, layer, changed.Revision);
    }

    private Task WriteAsync(HttpContext context, LayerName layer, LayerRevision? revision)
    {
        var reply = new DesiredReply
        {
            Revision = revision?.Change ?? 0,
            ChangedAt = revision?.CreatedAt,
            Document = revision?.Document,
            Effective = layer.Kind == LayerKind.Fleet ? null : desired.Effective(layer.Subject),
        };
        context.Response.Headers.ETag = RevisionTag.Of(reply.Revision);
        return context.WriteJsonAsync(reply, ServerJson.Default.DesiredReply);
    }

    private async Task<AgentRecord> FindAsync(HttpContext context)
    {
        var id = context.RouteName("agentId");
        return await agents.FindAsync(id, context.RequestAborted)
            ?? throw new RequestFault(ProblemKinds.NotFound("no-such-agent", $"No agent has the id {id}."));
    }

    // Here a sub-agent is told of as a whole, and what is absent has its default.
    private static LayerDocument Complete(LayerName layer, LayerDocument document) => document with
    {
        ReplaceSubAgents = layer.Kind == LayerKind.Host && document.SubAgents is not null ? true : null,
        SubAgents = document.SubAgents?.Select(subAgent => subAgent is null ? null! : subAgent with
        {
            Running = subAgent.Running ?? true,
            Env = subAgent.Env ?? new Dictionary<string, string>(),
        }).ToArray(),
    };
}
