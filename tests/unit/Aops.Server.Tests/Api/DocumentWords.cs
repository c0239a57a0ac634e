using System.Text.Json.Nodes;
using Aops.Contracts.Wire;
using Aops.Server.Api;
using Aops.Server.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aops.Server.Tests.Api;

/// <summary>What the document tells of the whole API.</summary>
internal static class DocumentWords
{
    public const string Problems = "x-problems";

    public static async Task Write(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "aops-server",
            Version = "v1",
            Description = "What an operator, and the agents of hosts, can ask of aops-server. TLS 1.3 only.",
        };
        document.Servers = [];
        document.Tags = new HashSet<OpenApiTag>(ApiTag.All.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Meaning }));
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["operator"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key of `POST /api/v1/keys`; a session's cookie `__Host-aops-session` stands in its place.",
            },
            ["password"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "basic", Description = "Name and password of a user, in UTF-8.",
            },
            ["agent"] = Header(WireHeaders.AgentToken, "The agent's own token, beside its id in `x-agent-id`."),
            ["enrolment"] = Header(WireHeaders.AgentToken, "An enrolment token, or the agent's own token beside its id."),
        };
        document.AddComponent("Problem", await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken));
        var codes = ProblemCodes.All.Select(code => new JsonObject
        {
            ["code"] = code.Code, ["status"] = code.Status, ["meaning"] = code.Meaning,
        });
        (document.Extensions ??= new Dictionary<string, IOpenApiExtension>())[Problems] =
            new JsonNodeExtension(new JsonArray([.. codes]));
    }

    private static OpenApiSecurityScheme Header(string name, string meaning) => new()
    {
        Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = name, Description = meaning,
    };
}
