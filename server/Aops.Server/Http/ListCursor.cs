using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>
/// Position in a list, as an opaque word: a digest of the list and of what was asked of it, and the key of the last row. It
/// is no secret and grants nothing.
/// </summary>
internal static class ListCursor
{
    private const string Version = "1";
    private const int CharsMax = 4096;
    private const int Parts = 3;

    // These change no row's place in the list.
    private static readonly string[] Paging = ["cursor", "limit", "count"];

    /// <summary>The word for the rows after one.</summary>
    public static string Of(HttpRequest request, string key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Version}\n{Mark(request)}\n{key}"));

    /// <summary>The key that a request goes on after; null for the first page.</summary>
    /// <exception cref="RequestFault">The word is none of this list.</exception>
    public static string? Read(HttpRequest request)
    {
        if (request.Word("cursor") is not { } word) return null;
        if (word.Length > CharsMax || !Base64Url.IsValid(word)) throw new RequestFault(ProblemKinds.BadCursor);
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(word)).Split('\n', Parts);
        return parts.Length == Parts && parts[0] == Version && parts[1] == Mark(request)
            ? parts[2]
            : throw new RequestFault(ProblemKinds.BadCursor);
    }

    private static string Mark(HttpRequest request)
    {
        var asked = request.Query.Where(pair => !Paging.Contains(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
        var text = $"{request.Path}\n{string.Join('\n', asked)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
