using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Runs;

/// <summary><c>GET /api/v1/runbooks</c>: what is signed to be run.</summary>
internal sealed class RunbookEndpoints(RunbookShelf runbooks)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/runbooks", ListAsync).Is(RunApi.Runbooks).For(EndpointAccess.Read(Reach.Nothing));

    private async Task ListAsync(HttpContext context)
    {
        var name = context.Request.Word("name");
        var asked = (await runbooks.ListAsync(context.RequestAborted))
            .Where(runbook => (name ?? runbook.Name) == runbook.Name)
            .OrderBy(KeyOf, StringComparer.Ordinal).ToList();
        var source = new ListSource<RunbookView, string?>
        {
            Start = null,
            Key = KeyOf,
            Form = CursorKeys.Text,
            Row = RunJson.Default.RunbookView,
            Read = (after, limit, _) => ValueTask.FromResult<IReadOnlyList<RunbookView>>(
                [.. asked.Where(runbook => string.CompareOrdinal(KeyOf(runbook), after) > 0).Take(limit)]),
        };
        await context.WriteListAsync(
            source, (rows, next) => new RunbookList { Runbooks = rows, Next = next }, RunJson.Default.RunbookList);
    }

    private static string KeyOf(RunbookView runbook) => $"{runbook.Name} {runbook.Version}";
}
