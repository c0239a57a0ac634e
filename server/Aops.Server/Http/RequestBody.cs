using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>Whether a request has a body, where it may have none.</summary>
internal static class RequestBody
{
    /// <summary>Whether it has one.</summary>
    public static bool HasBody(this HttpRequest request) =>
        request.ContentLength is not (null or 0) || request.ContentType is not null;
}
