using System.Globalization;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>The revision of a thing as <c>ETag</c> and <c>If-Match</c> carry it.</summary>
internal static class RevisionTag
{
    /// <summary>The tag of a revision.</summary>
    public static string Of(long revision) => $"\"{revision.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>The revision that a request wants; null where it takes any.</summary>
    /// <exception cref="RequestFault">The header names no revision.</exception>
    public static long? Wanted(HttpRequest request)
    {
        string? header = request.Headers.IfMatch;
        if (string.IsNullOrEmpty(header) || header == "*") return null;
        return long.TryParse(header.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw new RequestFault(ProblemKinds.BadQuery("If-Match takes a revision in quotes, as ETag has it."));
    }
}
