using Aops.Server.Api;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Http;

/// <summary>
/// <c>GET /api/v1/openapi.json</c>: the OpenAPI document, which tests make of the endpoints' declarations and the program
/// carries.
/// </summary>
internal sealed class ApiDocumentEndpoint
{
    private static readonly byte[] Document = EmbeddedText.ReadBytes("openapi.json");

    private static readonly ApiOperation Operation = new(ApiTag.Document, "Sends the OpenAPI 3.1 document of this API.")
    {
        Answers = [ApiAnswer.File("application/json", "The document.")],
    };

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/openapi.json", context =>
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Document.Length;
        return context.Response.Body.WriteAsync(Document, context.RequestAborted).AsTask();
    }).Is(Operation).For(EndpointAccess.Read(Reach.Nothing));
}
