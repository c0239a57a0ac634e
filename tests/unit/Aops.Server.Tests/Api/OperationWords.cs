using Aops.Server.Rights;
using System.Text.Json.Nodes;
using Aops.Server.Api;
using Aops.Server.People;
using Aops.Server.Problems;
using Aops.Server.Security;
using Aops.Server.Tests.Answers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aops.Server.Tests.Api;

/// <summary>Operations of the document, from the declarations of the endpoints.</summary>
internal static class OperationWords
{
    private static readonly Dictionary<string, ProblemCode> Known = ProblemCodes.All.ToDictionary(code => code.Code);

    public static async Task WriteAsync(
        OpenApiOperation target, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var operation = metadata.OfType<ApiOperation>().Last();
        var access = metadata.OfType<EndpointAccess>().Last();
        target.Summary = operation.Summary;
        target.Description = operation.Description.Length > 0 ? operation.Description : null;
        target.Deprecated = operation.ReplacedBy is not null;
        target.Tags = new HashSet<OpenApiTagReference> { new(operation.Tag.Name, context.Document) };
        target.Parameters = [.. ParametersOf(operation, IsWrite(access, context)).Select(Show)];
        if (operation.ReplacedBy is { } replacement) Extend(target, "x-replaced-by", JsonValue.Create(replacement));
        if (operation.FileBody is { } file)
        {
            target.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [file] = new OpenApiMediaType() },
            };
        }
        target.Security = SecurityOf(access, context.Document!);
        foreach (var answer in operation.Answers)
        {
            Show(target.Responses![$"{answer.Status}"], answer);
            if (answer.DryBody is { } body) await AddAsync(target.Responses[$"{answer.Status}"], body, context, cancellationToken);
        }
        if (access is { Right: Right.Change, Reach: not Reach.Nothing })
            await AddWaitAsync(target.Responses!, context, cancellationToken);
        foreach (var problems in ProblemsOf(operation, access, IsWrite(access, context)).GroupBy(code => code.Status).OrderBy(group => group.Key))
            target.Responses!.Add($"{problems.Key}", ShowProblems(problems, context.Document!));
    }

    // A dry run has a body of its own, with the same status.
    private static async Task AddAsync(
        IOpenApiResponse response, Type body, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        context.Document!.AddComponent(body.Name, await context.GetOrCreateSchemaAsync(body, null, cancellationToken));
        var media = response.Content!["application/json"];
        media.Schema = new OpenApiSchema { OneOf = [media.Schema!, new OpenApiSchemaReference(body.Name, context.Document)] };
    }

    // A rule may demand another person's approval of any change of hosts.
    private static async Task AddWaitAsync(
        OpenApiResponses answers, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (answers.TryGetValue("202", out var own))
        {
            await AddAsync(own, typeof(ApprovalView), context, cancellationToken);
            return;
        }
        var body = await context.GetOrCreateSchemaAsync(typeof(ApprovalView), null, cancellationToken);
        context.Document!.AddComponent(nameof(ApprovalView), body);
        var waiting = new OpenApiResponse
        {
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(nameof(ApprovalView), context.Document) },
            },
            Extensions = new Dictionary<string, IOpenApiExtension>
            {
                [DocumentedOperation.Approval] = new JsonNodeExtension(JsonValue.Create(true)),
            },
        };
        Show(waiting, new ApiAnswer(202, "A rule demands another person: the change waits for approval.")
            .WithLocation("The approval."));
        answers.Add("202", waiting);
    }

    // A key goes with each operation that takes one.
    private static IEnumerable<ApiParameter> ParametersOf(ApiOperation operation, bool isWrite)
    {
        foreach (var parameter in operation.Parameters) yield return parameter;
        if (operation.TakesKey)
            yield return ApiParameter.Header("Idempotency-Key", "Makes the request be done once, for 24 h: a new UUID for each.");
        if (isWrite)
        {
            yield return ApiParameter.Header(RequestOrigin.ReasonHeader,
                $"Why, for the audit: UTF-8, or with the escapes of a URL; at most {FleetLimits.NoteCharsMax} characters.");
        }
    }

    private static bool IsWrite(EndpointAccess access, OpenApiOperationTransformerContext context) =>
        access.Caller == Caller.Operator && context.Description.HttpMethod != "GET";

    private static IOpenApiParameter Show(ApiParameter parameter) => new OpenApiParameter
    {
        Name = parameter.Name,
        In = Enum.Parse<ParameterLocation>($"{parameter.Place}"),
        Required = parameter.IsRequired,
        Description = parameter.Meaning,
        Schema = parameter.Value switch
        {
            ApiValue.Flag => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
            ApiValue.Number => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int64",
                Minimum = $"{parameter.Min}",
                Maximum = parameter.Max == long.MaxValue ? null : $"{parameter.Max}",
                Default = parameter.Default is { } value ? JsonValue.Create(value) : null,
            },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };

    private static void Show(IOpenApiResponse response, ApiAnswer answer)
    {
        var shown = (OpenApiResponse)response;
        shown.Description = answer.Meaning;
        foreach (var (name, meaning) in answer.Headers)
        {
            (shown.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader
            {
                Description = meaning,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
        foreach (var media in answer.MediaTypes)
            (shown.Content ??= new Dictionary<string, OpenApiMediaType>()).TryAdd(media, new OpenApiMediaType());
    }

    private static OpenApiResponse ShowProblems(IGrouping<int, ProblemCode> problems, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join(", ", problems.Select(code => $"`{code.Code}`")),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", document) },
            },
        };
        var codes = new JsonArray([.. problems.Select(code => JsonValue.Create(code.Code))]);
        response.Extensions = new Dictionary<string, IOpenApiExtension> { [DocumentedOperation.Codes] = new JsonNodeExtension(codes) };
        return response;
    }

    private static IEnumerable<ProblemCode> ProblemsOf(ApiOperation operation, EndpointAccess access, bool isWrite)
    {
        var codes = new List<string>(operation.Problems);
        var parameters = operation.Parameters;
        var isOperators = access.Caller == Caller.Operator;
        if (access.Right is not (null or Right.Own)) codes.Add("no-right");
        if (access.Right is Right.Change && access.Reach != Reach.Nothing || access.Reach == Reach.Fleet)
            codes.Add("outside-scope");
        if (access is { Right: Right.Change, IsHeldByFreeze: true }) codes.Add("frozen");
        if (isOperators) codes.Add("other-site");
        if (SecuritySchemeOf(access.Caller) is not (null or "password")) codes.AddRange(["bad-token", "storage"]);
        if (isOperators || parameters.Any(parameter => parameter.Name == "If-Match")) codes.Add("bad-query");
        if (parameters.Any(parameter => parameter.Name == "q")) codes.Add("bad-query-language");
        if (parameters.Any(parameter => parameter.Name == "cursor")) codes.Add("bad-cursor");
        if (parameters.Any(parameter => parameter.Name == "If-Match")) codes.Add("revision");
        if (parameters.Any(IsName)) codes.Add("no-such-name");
        if (operation.Body is not null) codes.AddRange(["bad-json", "too-slow", "too-large", "too-complex", "busy"]);
        if (operation.TakesKey)
            codes.AddRange(["bad-idempotency-key", "idempotency-running", "idempotency-unknown", "idempotency-key-reused"]);
        if (isWrite) codes.Add("bad-reason");
        codes.AddRange(["too-many-requests", "internal"]);
        return codes.Distinct().Select(code => Known.TryGetValue(code, out var known)
            ? known
            : throw new InvalidOperationException($"{operation.Summary} names the problem {code}: add it to ProblemCodes"));
    }

    private static bool IsName(ApiParameter parameter) =>
        parameter.Place == ApiPlace.Path && parameter.Name is not ("layer" or "path" or "file" or "number");

    private static List<OpenApiSecurityRequirement> SecurityOf(EndpointAccess access, OpenApiDocument document) =>
        SecuritySchemeOf(access.Caller) is { } scheme ? [new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] }] : [];

    private static string? SecuritySchemeOf(Caller caller) => caller switch
    {
        Caller.Operator => "operator",
        Caller.SignIn => "password",
        Caller.Agent => "agent",
        Caller.Newcomer => "enrolment",
        _ => null,
    };

    private static void Extend(OpenApiOperation target, string name, JsonNode value) =>
        (target.Extensions ??= new Dictionary<string, IOpenApiExtension>())[name] = new JsonNodeExtension(value);
}
