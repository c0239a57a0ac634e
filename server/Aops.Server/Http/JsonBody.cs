using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json.Diagnosis;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>JSON in and out, by source-generated contracts and within a bound.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body as JSON, within the bounds of its endpoint and the budget of all requests.</summary>
    /// <param name="context">The request, as <see cref="RequestGate"/> let it through.</param>
    /// <param name="type">What it is.</param>
    /// <param name="bytesMax">Its bound; that of the endpoint's declaration holds as well.</param>
    /// <exception cref="RequestFault">It is too large, too slow, or not the JSON that the type wants.</exception>
    public static Task<T> ReadJsonAsync<T>(this HttpContext context, JsonTypeInfo<T> type, long bytesMax) =>
        context.ReadAsync(bytesMax, JsonShapes.Plain, body => ReadBody(body, type));

    /// <summary>Reads a message from a body whose shape is known to be right.</summary>
    /// <exception cref="RequestFault">It is no such message; the fault names every member that is wrong.</exception>
    public static T ReadBody<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type)
                ?? throw new RequestFault(ProblemKinds.BadJson("the body is null"));
        }
        catch (JsonException e)
        {
            throw new RequestFault(ProblemKinds.BadJson(JsonFaults.Explain(body.Span, type, e)));
        }
    }

    /// <summary>Reads the body with a reader of the caller, within the same limits.</summary>
    /// <param name="bytesMax">Its limit.</param>
    /// <param name="shape">Checks the text before it becomes objects.</param>
    /// <param name="read">Reads it; must not hold the bytes afterwards.</param>
    /// <exception cref="RequestFault">It is too large, too slow, or not JSON.</exception>
    public static async Task<T> ReadAsync<T>(
        this HttpContext context, long bytesMax, JsonShape shape, Func<ReadOnlyMemory<byte>, T> read)
    {
        bytesMax = Math.Min(bytesMax, context.Admission().Access.BodyBytesMax);
        if (context.Request.ContentLength > bytesMax) throw new RequestFault(ProblemKinds.TooLarge(bytesMax));
        using var body = await context.ReadWithinAsync(bytesMax);
        return Parse(body.Bytes, shape, read);
    }

    /// <summary>Reads the body for a gate, within the same limits; its endpoint reads it again, from memory.</summary>
    /// <exception cref="RequestFault">It is too large, or too slow.</exception>
    public static async Task<byte[]> BufferBodyAsync(this HttpContext context)
    {
        if (context.Request.Body is MemoryStream read) return read.ToArray();
        using var body = await context.ReadWithinAsync(context.Admission().Access.BodyBytesMax);
        var bytes = body.Bytes.ToArray();
        context.Request.Body = new MemoryStream(bytes, writable: false);
        return bytes;
    }

    /// <summary>Parses a body that was read whole.</summary>
    /// <exception cref="RequestFault">It is no JSON, has another shape, or holds what the message cannot.</exception>
    public static T Parse<T>(Memory<byte> body, JsonShape shape, Func<ReadOnlyMemory<byte>, T> read)
    {
        try
        {
            shape(body.Span);
            return read(body);
        }
        catch (JsonException e)
        {
            throw new RequestFault(ProblemKinds.BadJson(JsonFaults.Explain(body.Span, e)));
        }
    }

    /// <summary>Writes an answer that caches must not store.</summary>
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

    private static async Task<BodyReader> ReadWithinAsync(this HttpContext context, long bytesMax)
    {
        await context.Admission().TakeBodyAsync(context.Request.ContentLength ?? bytesMax, context.RequestAborted);
        return await BodyReader.ReadAsync(context.Request, (int)bytesMax, context.RequestAborted);
    }
}
