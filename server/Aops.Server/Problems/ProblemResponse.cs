using System.Text.Encodings.Web;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Problems;

/// <summary>Writes a problem as RFC 9457 has it.</summary>
internal static class ProblemResponse
{
    // Sentences are read in terminals, so quotes are not escaped. The media type and "nosniff" keep
    // browsers from taking them for markup.
    private static readonly ContractsJson Readable = new(new JsonSerializerOptions(ContractsJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static async Task ProblemAsync(this HttpContext context, Problem problem)
    {
        await UnreadBody.DropAsync(context);
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (problem.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Type == Problem.ClonePending)
            context.Response.Headers.RetryAfter = $"{ServerLimits.CloneRetrySeconds}";
        context.Response.ContentType = Problem.MediaType;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, Readable.Problem);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
