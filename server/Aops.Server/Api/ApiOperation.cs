using Microsoft.AspNetCore.Builder;

namespace Aops.Server.Api;

/// <summary>
/// Description of a route: metadata of its endpoint, from which the OpenAPI document is made and by which the parameters of
/// operators' requests are checked.
/// </summary>
/// <param name="Tag">The part of the API that it belongs to.</param>
/// <param name="Summary">What it does: one sentence.</param>
internal sealed record ApiOperation(ApiTag Tag, string Summary)
{
    /// <summary>More of it, as Markdown; empty for none.</summary>
    public string Description { get; init; } = "";

    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Type of the JSON body; null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>Media type of a body that is no JSON; null for none.</summary>
    public string? FileBody { get; init; }

    /// <summary>Whether a request without the body is understood.</summary>
    public bool IsBodyOptional { get; init; }

    public IReadOnlyList<ApiAnswer> Answers { get; init; } = [];

    /// <summary>Codes of problems beside those that every request of its kind can get.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether <c>Idempotency-Key</c> makes it be done once.</summary>
    public bool TakesKey { get; init; }

    /// <summary>The route that took its place; null for a route of today.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>The same as an earlier form, which has no key.</summary>
    public ApiOperation Earlier(string replacedBy) =>
        this with { Tag = ApiTag.Earlier, ReplacedBy = replacedBy, TakesKey = false };
}

/// <summary>Describes endpoints.</summary>
internal static class ApiOperationExtensions
{
    /// <summary>Declares what an endpoint does.</summary>
    public static TBuilder Is<TBuilder>(this TBuilder endpoint, ApiOperation operation)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(operation);
}
