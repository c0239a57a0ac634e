using Aops.Contracts;
using Aops.Query.Fields;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts.Detail;

/// <summary><c>GET /api/v1/fields</c>: what hosts can be found by.</summary>
internal sealed class FieldsEndpoint(HostStore store)
{
    private static readonly FieldView[] Fields =
    [
        .. HostFields.All.Select(field => new FieldView
        {
            Name = field.Name,
            Kind = KebabName.Of(field.Kind),
            Meaning = field.Meaning,
            Operators = field.Operators,
            Values = field.Choices,
            Sortable = field.IsSortable,
            Countable = field.IsCountable,
            Example = field.Example,
        }),
    ];

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/fields", ShowAsync).Is(HostApi.Language)
            .For(EndpointAccess.Read(Reach.Nothing));

    private async Task ShowAsync(HttpContext context)
    {
        var list = new FieldList
        {
            Fields = Fields,
            Labels = await store.ListLabelsAsync(context.RequestAborted),
            Keywords = ["and", "or", "not", "in", "has"],
        };
        await context.WriteJsonAsync(list, ServerJson.Default.FieldList);
    }
}
