using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Aops.Server.Http;

/// <summary>JSON in and out, by source-generated contracts and within a bound.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="RequestFault">It is too large, or not the JSON that the type wants.</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpContext context, JsonTypeInfo<T> type, long bytesMax)
    {
        Bound(context, bytesMax);
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw new RequestFault(ProblemKinds.BadJson("The body is null."));
        }
        catch (JsonException exception)
        {
            throw new RequestFault(ProblemKinds.BadJson(exception.Message));
        }
    }

    /// <summary>Reads the body as it is.</summary>
    /// <exception cref="RequestFault">It is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(this HttpContext context, long bytesMax)
    {
        Bound(context, bytesMax);
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static void Bound(HttpContext context, long bytesMax)
    {
        if (context.Request.ContentLength > bytesMax) throw new RequestFault(ProblemKinds.TooLarge(bytesMax));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = bytesMax;
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
