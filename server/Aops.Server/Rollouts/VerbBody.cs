using System.Text.Json.Serialization.Metadata;
using Aops.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Rollouts;

/// <summary>The body of a verb, which may be absent, and its reason.</summary>
internal static class VerbBody
{
    /// <summary>The reason; null where none is given.</summary>
    public static async Task<string?> ReadReasonAsync(HttpContext context)
    {
        var request = await ReadOptionalAsync(context, RolloutJson.Default.VerbRequest);
        CheckReason(request?.Reason);
        return request?.Reason;
    }

    /// <summary>The body; null without one.</summary>
    public static async Task<T?> ReadOptionalAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class =>
        context.Request.ContentLength is null or 0 && context.Request.ContentType is null
            ? null
            : await context.ReadJsonAsync(type, ServerLimits.RequestBytesMax);

    /// <summary>Refuses a reason that is too long.</summary>
    public static void CheckReason(string? reason)
    {
        var errors = new FieldErrors();
        errors.CheckLength("reason", reason, FleetLimits.NoteCharsMax);
        errors.ThrowIfAny();
    }
}
