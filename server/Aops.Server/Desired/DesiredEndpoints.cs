using System.Globalization;
using Aops.Server.Agents;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Repository;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Desired;

/// <summary><c>/api/desired</c> for the fleet and <c>/api/fleet/{agentId}/desired</c> for one agent.</summary>
internal sealed class DesiredEndpoints(
    DesiredStates desired, AgentStore agents, ReleaseCatalog releases, EventLog events)
{
    private const string OfAgent = "/api/fleet/{agentId}/desired";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/desired", context =>
            WriteAsync(context, Describe(DesiredRecord.Fleet, desired.Fleet)));
        routes.MapPut("/api/desired", context => PutAsync(context, DesiredRecord.Fleet, "the fleet"));
        routes.MapGet(OfAgent, async context =>
        {
            var agent = await FindAsync(context);
            await WriteAsync(context, Describe(agent.Id, desired.Override(agent.Id)));
        });
        routes.MapPut(OfAgent, async context =>
        {
            var agent = await FindAsync(context);
            await PutAsync(context, agent.Id, agent.Hostname);
        });
        routes.MapDelete(OfAgent, async context =>
        {
            var agent = await FindAsync(context);
            await ChangeAsync(context, agent.Id, agent.Hostname, null);
        });
    }

    private async Task PutAsync(HttpContext context, string scope, string name)
    {
        var document = await context.ReadJsonAsync(
            ServerJson.Default.DesiredDocument, ServerLimits.RequestBytesMax);
        var published = context.Request.Flag("force")
            ? null
            : (await releases.ReadAsync(context.RequestAborted)).Releases;
        var errors = DesiredValidator.Validate(document, published);
        if (errors.Any) throw new RequestFault(ProblemKinds.Invalid(errors.ToDictionary()));
        await ChangeAsync(context, scope, name, document);
    }

    private async Task ChangeAsync(HttpContext context, string scope, string name, DesiredDocument? document)
    {
        var changed = await desired.ChangeAsync(scope, document, IfMatch(context.Request), context.RequestAborted)
            ?? throw new RequestFault(ProblemKinds.Make(412, "revision", "Somebody else changed it",
                "If-Match names another revision than the current one; read it again."));
        events.Add(EventKinds.Desired, Sentence(name, changed), scope.Length == 0 ? null : scope,
            scope.Length == 0 ? null : name);
        await WriteAsync(context, Describe(scope, changed));
    }

    private DesiredReply Describe(string scope, DesiredRecord? record) => new()
    {
        Revision = record?.Revision ?? 0,
        ChangedAt = record?.ChangedAt,
        Document = record?.Document,
        Effective = scope.Length == 0 ? null : desired.Effective(scope),
    };

    private async Task<AgentRecord> FindAsync(HttpContext context)
    {
        var id = context.RouteName("agentId");
        return await agents.FindAsync(id, context.RequestAborted)
            ?? throw new RequestFault(ProblemKinds.NotFound("no-such-agent", $"No agent has the id {id}."));
    }

    private static Task WriteAsync(HttpContext context, DesiredReply reply)
    {
        context.Response.Headers.ETag = $"\"{reply.Revision.ToString(CultureInfo.InvariantCulture)}\"";
        return context.WriteJsonAsync(reply, ServerJson.Default.DesiredReply);
    }

    private static long? IfMatch(HttpRequest request)
    {
        string? header = request.Headers.IfMatch;
        if (string.IsNullOrEmpty(header) || header == "*") return null;
        return long.TryParse(header.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw new RequestFault(ProblemKinds.BadQuery("If-Match takes a revision in quotes, as ETag has it."));
    }

    private static string Sentence(string name, DesiredRecord record) => record.Document switch
    {
        null => $"The override of {name} was taken back (revision {record.Revision}).",
        { Agent: { } agent } =>
            $"Agent {agent.Version} is wanted on {name} (revision {record.Revision}).",
        _ => $"What is wanted on {name} was changed (revision {record.Revision}).",
    };
}
