using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Drifts;

/// <summary><c>GET /api/v1/drift</c>: which hosts differ from what a playbook would make of them.</summary>
internal sealed class DriftEndpoints(Database database, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/drift", ListAsync).Is(DriftApi.List).For(EndpointAccess.Read(Reach.Chosen));

    private async Task ListAsync(HttpContext context)
    {
        var state = context.Request.WordOf("state", DriftApi.States);
        var filter = new DriftFilter(
            context.Request.Word("playbook"), context.Request.Word("host"),
            state is null ? null : state == DriftApi.States[0]);
        var scope = context.ReadableScope();
        var source = new ListSource<DriftView, string?>
        {
            Start = null,
            Key = drift => $"{drift.Playbook}/{drift.Host}",
            Form = CursorKeys.Text,
            Row = DriftJson.Default.DriftView,
            Read = async (after, limit, cancellationToken) =>
            [
                .. (await database.ReadAsync(
                    connection => DriftRows.List(connection, scope, filter, PlaceOf(after), limit, clock.GetUtcNow()),
                    cancellationToken)).Select(DriftView.Of),
            ],
        };
        var counts = context.Request.Flag("count")
            ? await database.ReadAsync(
                connection => DriftRows.Count(connection, scope, clock.GetUtcNow()), context.RequestAborted)
            : null;
        await context.WriteListAsync(
            source, (rows, next) => new DriftList { Drift = rows, Playbooks = counts, Next = next },
            DriftJson.Default.DriftList);
    }

    // Neither a name of a playbook nor an id has a slash.
    private static (string Playbook, string AgentId)? PlaceOf(string? key) =>
        key?.Split('/') is [var playbook, var agentId] ? (playbook, agentId) : null;
}
