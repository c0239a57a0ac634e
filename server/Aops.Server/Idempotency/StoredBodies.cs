using Microsoft.AspNetCore.Http;

namespace Aops.Server.Idempotency;

/// <summary>Bodies of answers that are stored without a secret.</summary>
internal static class StoredBodies
{
    private static readonly object Key = new();

    /// <summary>Sets what a request that is repeated under its key is answered, in place of the body that is sent.</summary>
    public static void StoreInstead(this HttpContext context, byte[] body) => context.Items[Key] = body;

    /// <summary>What was set; null for the body that was sent.</summary>
    public static byte[]? StoredBody(this HttpContext context) => context.Items[Key] as byte[];
}
