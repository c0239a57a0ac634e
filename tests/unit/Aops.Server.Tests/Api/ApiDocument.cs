using Aops.Server.People;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json;
using Aops.Server.Alerts;
using Aops.Server.Api;
using Aops.Server.Audit.Trail;
using Aops.Server.Batch;
using Aops.Server.Deployments;
using Aops.Server.Drifts;
using Aops.Server.Explain;
using Aops.Server.Freezes;
using Aops.Server.Rollouts;
using Aops.Server.Runs;
using Aops.Server.Schedules;
using Aops.Server.SingleSignOn;
using Aops.Server.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Aops.Server.Tests.Api;

/// <summary>
/// Makes the OpenAPI document of the server's endpoints by Microsoft.AspNetCore.OpenApi. The server carries the finished
/// document: the package asks for types at run time, which the native program has no room for.
/// </summary>
internal static class ApiDocument
{
    private const string Name = "v1";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(),
    };

    /// <summary>The document of endpoints, as the file of the tree has it.</summary>
    public static async Task<string> MakeAsync(IEnumerable<RouteEndpoint> endpoints)
    {
        var schemas = new Dictionary<string, JsonTypeInfo>();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRouting();
        services.AddSingleton<IHostEnvironment>(new Environment());
        services.Configure<JsonOptions>(json => Configure(json.SerializerOptions));
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = type =>
            {
                var id = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
                if (id is not null) schemas[id] = type;
                return id;
            };
            options.AddSchemaTransformer(SchemaWords.Write);
            options.AddOperationTransformer(OperationWords.WriteAsync);
            options.AddDocumentTransformer(DocumentWords.Write);
        });
        // The last registration is the one that is asked.
        services.AddSingleton<EndpointDataSource>(new DefaultEndpointDataSource(endpoints.Select(Translate)));
        await using var provider = services.BuildServiceProvider();
        var made = await provider.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        var document = JsonNode.Parse(await made.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, TestContext.Current.CancellationToken))!;
        SchemaComments.Write(document["components"]!["schemas"]!.AsObject(), schemas);
        return document.ToJsonString(Indented) + "\n";
    }

    private static void Configure(JsonSerializerOptions json)
    {
        json.TypeInfoResolver = JsonTypeInfoResolver.Combine(
            ServerJson.Default, BatchJson.Default, AccessJson.Default, ApprovalJson.Default, AuditJson.Default, SignInJson.Default,
            AlertJson.Default, WebhookJson.Default, RolloutJson.Default, FreezeJson.Default, ExplainJson.Default, ScheduleJson.Default, RunJson.Default, DriftJson.Default,
            DeploymentJson.Default,
            RunRequestJson.Default, LogJson.Default, ContractsJson.Default);
        json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
    }

    // What the API explorer asks of an endpoint, from what the server says of it.
    private static RouteEndpoint Translate(RouteEndpoint endpoint)
    {
        var operation = endpoint.Metadata.GetMetadata<ApiOperation>() ?? throw new InvalidOperationException(
            $"{endpoint.DisplayName} is not described: put .Is(new ApiOperation(…)) behind its Map…, as GroupApi does");
        var metadata = new List<object>(endpoint.Metadata);
        if (operation.Body is { } body)
            metadata.Add(new AcceptsMetadata(["application/json"], body, operation.IsBodyOptional));
        metadata.AddRange(operation.Answers.Select(answer => new ProducesResponseTypeMetadata(
            answer.Status, answer.Body ?? typeof(void), answer.Body is null ? [] : ["application/json"])));
        return new RouteEndpoint(Handle, endpoint.RoutePattern, endpoint.Order, new([.. metadata, HandleMethod]), endpoint.DisplayName);
    }

    private static MethodInfo HandleMethod { get; } = ((RequestDelegate)Handle).Method;

    private static Task Handle(HttpContext context) => Task.CompletedTask;

    private sealed class Environment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = "aops-server";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
