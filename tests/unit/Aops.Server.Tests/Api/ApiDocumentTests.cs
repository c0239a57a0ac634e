using System.Text.Json.Nodes;
using Aops.Server.Api;
using Aops.Server.Tests.Answers;
using Aops.Server.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Tests.Api;

/// <summary>Routes, document, page and server say the same.</summary>
public sealed class ApiDocumentTests
{
    private const string HowTo =
        "run Aops.Server.Tests once with AOPS_WRITE_API=1 --filter-class '*ApiDocumentTests', which writes server/Aops.Server/Api/openapi.json " +
        "and docs/reference/API.md, then build again, and commit both with the change";

    [Fact]
    public async Task Document_AndItsPage_AreThoseOfTheRoutes()
    {
        await using var server = await TestServer.StartAsync();
        var made = await ApiDocument.MakeAsync(server.Application.Endpoints);
        var page = ApiPage.Fill(await File.ReadAllTextAsync(ApiFiles.Page), JsonNode.Parse(made)!);
        if (ApiFiles.AreWritten)
        {
            await File.WriteAllTextAsync(ApiFiles.Document, made);
            await File.WriteAllTextAsync(ApiFiles.Page, page);
        }

        Assert.True(made == await File.ReadAllTextAsync(ApiFiles.Document), $"openapi.json is stale: {HowTo}");
        Assert.True(page == await File.ReadAllTextAsync(ApiFiles.Page), $"API.md is stale: {HowTo}");
    }

    [Fact]
    public async Task Server_SendsTheDocument()
    {
        await using var server = await TestServer.StartAsync();

        var sent = await server.Operator.GetOkAsync("/api/v1/openapi.json");

        Assert.True(sent.ToJsonString() == JsonNode.Parse(await File.ReadAllTextAsync(ApiFiles.Document))!.ToJsonString(), HowTo);
    }

    [Fact]
    public async Task EveryRoute_IsInTheDocument_AndEveryOperationIsMapped()
    {
        await using var server = await TestServer.StartAsync();
        var mapped = server.Application.Endpoints.SelectMany(endpoint => endpoint.Metadata
            .GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {PathOf(endpoint)}"));
        var written = DocumentedApi.All.Select(operation => operation.Name);

        Assert.Equal(mapped.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PartsOfPaths_AreTheirParameters()
    {
        await using var server = await TestServer.StartAsync();

        Assert.All(server.Application.Endpoints, endpoint => Assert.Equal(
            endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name),
            endpoint.Metadata.GetRequiredMetadata<ApiOperation>().Parameters
                .Where(parameter => parameter.Place == ApiPlace.Path).Select(parameter => parameter.Name)));
    }

    private static string PathOf(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Replace("**", "", StringComparison.Ordinal);
}
