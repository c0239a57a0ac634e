using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>Reads bodies that may be absent.</summary>
internal static class OptionalBody
{
    /// <summary>The body; null without one.</summary>
    public static async Task<T?> ReadOptionalJsonAsync<T>(this HttpContext context, JsonTypeInfo<T> type)
        where T : class =>
        context.Request.ContentLength is null or 0 && context.Request.ContentType is null
            ? null
            : await context.ReadJsonAsync(type, ServerLimits.RequestBytesMax);
}
