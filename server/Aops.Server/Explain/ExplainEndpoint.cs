using Aops.Server.Rights;
using Aops.Server.Security;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Server.Agents;
using Aops.Server.Api;
using Aops.Server.Desired;
using Aops.Server.Heartbeats;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Rollouts;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Explain;

/// <summary><c>GET /api/v1/hosts/{id}/explain</c>: what a host is, what it should be and why, and what happens next.</summary>
internal sealed class ExplainEndpoint(
    AgentStore agents, Presence presence, DesiredStates desired, LayerStore layers, RolloutStore rollouts)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/hosts/{id}/explain", ShowAsync).Is(ExplainApi.Show)
            .For(EndpointAccess.Read(Reach.Host));

    private async Task ShowAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var agent = await agents.FindAsync(id, context.RequestAborted)
            ?? throw new RequestFault(ProblemKinds.NoSuchHost(id));
        var heads = await layers.ListHeadsAsync(id, context.RequestAborted);
        var there = presence.Of(id);
        var host = new HostSituation
        {
            Hostname = agent.Hostname,
            EnrolledAt = agent.EnrolledAt,
            State = there.State,
            LastSeen = there.LastSeen,
            Heartbeat = agent.Status is { } json
                ? JsonSerializer.Deserialize(json, ContractsJson.Default.HeartbeatRequest)
                : null,
            Desired = desired.Find(id),
            Behind = [.. heads.Where(layer => layer.IsMoving && layer.Revision < layer.Head)],
        };
        var reply = Describe(id, host, heads);
        if (await rollouts.FindOfHostAsync(id, context.RequestAborted) is var (rollout, assigned))
            reply = reply with { Rollout = ExplainedRollout.Of(rollout, assigned) };
        await context.WriteJsonAsync(reply, ExplainJson.Default.ExplainReply);
    }

    private static ExplainReply Describe(string id, HostSituation host, List<MergedLayerHead> heads)
    {
        var verdict = HostProgressRule.Judge(host);
        return new ExplainReply
        {
            Id = id,
            Hostname = host.Hostname,
            Is = DescribeIs(host),
            Should = new ExplainedShould
            {
                Revision = host.Desired.Revision,
                ChangedAt = host.Desired.Revision == 0 ? null : host.Desired.ChangedAt,
                Layers = [.. heads.Select(layer => new ExplainedLayer(layer.Layer.Text, layer.Revision, layer.Head))],
                Fields = [.. host.Desired.Document.Fields.Select(field => Describe(field.Key, field.Value))],
            },
            State = KebabName.Of(verdict.Progress),
            Why = verdict.Why,
            Since = verdict.Since,
            Next = verdict.Next,
        };
    }

    private static ExplainedIs DescribeIs(HostSituation host) => new()
    {
        Presence = KebabName.Of(host.State),
        LastSeen = host.LastSeen,
        Version = host.Heartbeat?.Agent.Version,
        Revision = host.Heartbeat?.Revision,
        SubAgents =
        [
            .. (host.Heartbeat?.SubAgents ?? []).Select(subAgent =>
                new ExplainedSubAgent(subAgent.Name, subAgent.Version, KebabName.Of(subAgent.State))),
        ],
        Faults = host.Heartbeat?.Agent.Faults ?? [],
    };

    private static ExplainedField Describe(string path, EffectiveField field)
    {
        var whose = field.Layer.Kind switch
        {
            LayerKind.Fleet => "the fleet",
            LayerKind.Group => $"group {field.Layer.Subject}",
            LayerKind.Held => "what it held before the database was put back",
            _ => "this host",
        };
        return new ExplainedField(
            path, field.Value, field.Layer.Text, field.Revision, $"from {whose}, revision {field.Revision}");
    }
}
