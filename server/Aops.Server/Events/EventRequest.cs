using Aops.Query;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Events;

/// <summary>Reads which events a request asks for.</summary>
internal sealed class EventRequest(GroupStore groups, HostQueries queries)
{
    /// <summary>Reads <c>kind</c>, <c>host</c>, <c>group</c> and <c>q</c>.</summary>
    /// <exception cref="RequestFault">One is not understood, or names what is not there.</exception>
    public async Task<EventFilter> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        return new EventFilter
        {
            Kinds = request.WordsOf("kind", EventKinds.All),
            AgentId = request.Word("host"),
            Hosts = await ReadHostsAsync(context),
        };
    }

    private async Task<QueryNode?> ReadHostsAsync(HttpContext context)
    {
        var parts = new List<QueryNode>();
        if (context.Request.Word("group") is { } name)
        {
            var group = await groups.FindAsync(name, context.RequestAborted) ?? throw GroupProblems.NoSuchGroup(name);
            parts.Add(group.Parse());
        }
        if (context.Request.Word("q") is { } query) parts.Add(await queries.ParseAsync(query, context.RequestAborted));
        if (ScopeQuery.OrNull(context.Scope()) is { } scope) parts.Add(scope);
        return parts.Count switch { 0 => null, 1 => parts[0], _ => new QueryNode.And(parts) };
    }
}
