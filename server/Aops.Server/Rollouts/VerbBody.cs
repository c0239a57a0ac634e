using Aops.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Rollouts;

/// <summary>The body of a verb, which may be absent, and its reason.</summary>
internal static class VerbBody
{
    /// <summary>The reason; null where none is given.</summary>
    public static async Task<string?> ReadReasonAsync(HttpContext context)
    {
        var request = await context.ReadOptionalJsonAsync(RolloutJson.Default.VerbRequest);
        CheckReason(request?.Reason);
        return request?.Reason;
    }

    /// <summary>Refuses a reason that is too long.</summary>
    public static void CheckReason(string? reason)
    {
        var errors = new FieldErrors();
        errors.CheckLength("reason", reason, FleetLimits.NoteCharsMax);
        errors.ThrowIfAny();
    }
}
