using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>JSON in and out, by source-generated contracts and within a bound.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body, within the bounds of its endpoint and the budget of all requests.</summary>
    /// <param name="context">The request, as <see cref="RequestGate"/> let it through.</param>
    /// <param name="type">What it is.</param>
    /// <param name="bytesMax">Its bound; that of the endpoint's declaration holds as well.</param>
    /// <param name="shape">Looks at the text before it becomes objects; null for <see cref="JsonShapes.Plain"/>.</param>
    /// <exception cref="RequestFault">It is too large, too slow, or not the JSON that the type wants.</exception>
    public static async Task<T> ReadJsonAsync<T>(
        this HttpContext context, JsonTypeInfo<T> type, long bytesMax, JsonShape? shape = null)
    {
        var admission = context.Admission();
        bytesMax = Math.Min(bytesMax, admission.Access.BodyBytesMax);
        if (context.Request.ContentLength > bytesMax) throw new RequestFault(ProblemKinds.TooLarge(bytesMax));
        await admission.TakeBodyAsync(context.Request.ContentLength ?? bytesMax, context.RequestAborted);
        using var body = await BodyReader.ReadAsync(context.Request, (int)bytesMax, context.RequestAborted);
        try
        {
            (shape ?? JsonShapes.Plain)(body.Bytes);
            return JsonSerializer.Deserialize(body.Bytes, type)
                ?? throw new RequestFault(ProblemKinds.BadJson("The body is null."));
        }
        catch (JsonException exception)
        {
            throw new RequestFault(ProblemKinds.BadJson(exception.Message));
        }
    }

    /// <summary>Writes an answer; it is not to be kept by caches.</summary>
    public static Task WriteJsonAsync<T>(
        this HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
