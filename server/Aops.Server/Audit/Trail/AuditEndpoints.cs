using System.Globalization;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Audit.Trail;

/// <summary>
/// <c>/api/v1/audit</c>: who changed what. There is no route that changes or removes a row. A row tells of hosts, users and
/// the fleet at once, so that the audit is for those who may read the whole fleet; an auditor need not be an admin.
/// </summary>
internal sealed class AuditEndpoints(AuditStore store, AuditReader reader)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var readers = routes.GroupFor(EndpointAccess.Read(Reach.Fleet));
        readers.MapGet("/api/v1/audit", ListAsync).Is(AuditApi.List);
        readers.MapGet("/api/v1/audit/head", HeadAsync).Is(AuditApi.Head);
        readers.MapGet("/api/v1/audit/{number}", ShowAsync).Is(AuditApi.Show);
        readers.MapGet("/api/v1/audit/{number}/hosts", ListHostsAsync).Is(AuditApi.ListHosts);
    }

    private async Task ListAsync(HttpContext context)
    {
        var filter = AuditRequest.ReadFilter(context.Request);
        long? after = context.Request.Word(AuditApi.After.Name) is null ? null : context.Request.Number(AuditApi.After);
        var wait = TimeSpan.FromSeconds(context.Request.Number(AuditApi.Wait));
        if (after is { } seen && wait > TimeSpan.Zero && ListForm.Of(context.Request) == ListForm.Json)
            await reader.WaitAsync(filter, seen, wait, context.RequestAborted);
        var source = new ListSource<AuditRecord, long>
        {
            Start = after ?? long.MaxValue,
            Key = row => row.Id,
            Form = CursorKeys.Number,
            Row = AuditJson.Default.AuditRecord,
            Read = async (place, limit, cancellationToken) => after is null
                ? await store.ListAsync(filter, null, place, limit, cancellationToken)
                : await store.ListAsync(filter, place, long.MaxValue, limit, cancellationToken),
        };
        await context.WriteListAsync(
            source, (rows, next) => new AuditPage { Rows = rows, Next = next }, AuditJson.Default.AuditPage);
    }

    private async Task HeadAsync(HttpContext context) => await context.WriteJsonAsync(
        await store.FindHeadAsync(context.RequestAborted) ?? throw AuditRequest.NoRow, AuditJson.Default.AuditHead);

    private async Task ShowAsync(HttpContext context) =>
        await context.WriteJsonAsync(await FindAsync(context), AuditJson.Default.AuditRecord);

    private async Task ListHostsAsync(HttpContext context)
    {
        var row = await FindAsync(context);
        var source = new ListSource<AuditHost, string?>
        {
            Start = null,
            Form = CursorKeys.Text,
            Key = host => host.Id,
            Row = AuditJson.Default.AuditHost,
            Read = async (after, limit, cancellationToken) =>
            {
                var ids = await store.ListHostsAsync(row.Id, after ?? "", limit, cancellationToken);
                return [.. ids.Select(id => new AuditHost(id))];
            },
        };
        await context.WriteListAsync(
            source, (rows, next) => new AuditHostPage { Hosts = rows, Next = next }, AuditJson.Default.AuditHostPage);
    }

    private async Task<AuditRecord> FindAsync(HttpContext context)
    {
        var id = AuditRequest.ReadId(context);
        return await store.FindAsync(id, context.RequestAborted)
            ?? throw AuditRequest.NoSuchRow(id.ToString(CultureInfo.InvariantCulture));
    }
}
