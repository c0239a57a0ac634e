using Aops.Server.Rights;
using Aops.Server.Security;
using System.Text.Json;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Inventory;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts;

/// <summary><c>GET /api/v1/hosts/{id}/inventory</c>: what a host told of itself.</summary>
internal sealed class HostInventoryEndpoints(InventoryStore store, HostStore hosts)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/hosts/{id}/inventory", ListAsync).Is(InventoryApi.List)
            .For(EndpointAccess.Read(Reach.Host));
        routes.MapGet("/api/v1/hosts/{id}/inventory/{section}", ShowAsync).Is(InventoryApi.Show)
            .For(EndpointAccess.Read(Reach.Host));
    }

    private async Task ListAsync(HttpContext context)
    {
        var sections = await ListAsync(context, await FindHostAsync(context));
        if (context.Request.Flag("content"))
        {
            for (var i = 0; i < sections.Count; i++)
                sections[i] = await FillAsync(sections[i], context.RequestAborted);
        }
        await context.WriteJsonAsync(new HostInventory { Sections = sections }, ServerJson.Default.HostInventory);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var id = await FindHostAsync(context);
        var name = context.RouteName("section");
        var section = (await ListAsync(context, id)).Find(section => section.Section == name)
            ?? throw new RequestFault(ProblemKinds.NotFound(
                "no-such-section", $"{id} tells of no section {name} of its inventory.",
                $"GET /api/v1/hosts/{id}/inventory lists those that it tells of."));
        await context.WriteJsonAsync(
            await FillAsync(section, context.RequestAborted), ServerJson.Default.HostSection);
    }

    private async Task<string> FindHostAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        return await hosts.HasAsync(id, context.RequestAborted)
            ? id
            : throw new RequestFault(ProblemKinds.NoSuchHost(id));
    }

    private ValueTask<List<HostSection>> ListAsync(HttpContext context, string id) =>
        store.ListAsync(id, context.RequestAborted);

    private async Task<HostSection> FillAsync(HostSection section, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(new InventoryName(section.Section, section.Sha256), cancellationToken);
        if (stored is null) return section;
        using var content = JsonDocument.Parse(stored.Json());
        return section with { Content = content.RootElement.Clone() };
    }
}
