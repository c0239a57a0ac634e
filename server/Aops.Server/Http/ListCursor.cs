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
    public static string Of(HttpRequest request, string key) => Of(Asked(request), key);

    /// <summary>The word for the rows after one.</summary>
    /// <param name="list">What tells this list from others.</param>
    public static string Of(string list, string key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Version}\n{Mark(list)}\n{key}"));

    /// <summary>The key that a request goes on after; null for the first page.</summary>
    /// <exception cref="RequestFault">The word is none of this list.</exception>
    public static string? Read(HttpRequest request)
    {
        if (request.Word("cursor") is not { } word) return null;
        return Read(word, Asked(request)) ?? throw new RequestFault(ProblemKinds.BadCursor);
    }

    /// <summary>The key in a word; null where it is none of this list.</summary>
    /// <param name="list">What tells this list from others.</param>
    public static string? Read(string word, string list)
    {
        if (word.Length > CharsMax || !Base64Url.IsValid(word)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(word)).Split('\n', Parts);
        return parts.Length == Parts && parts[0] == Version && parts[1] == Mark(list) ? parts[2] : null;
    }

    private static string Mark(string list) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)).AsSpan(0, 8));

    private static string Asked(HttpRequest request)
    {
        var asked = request.Query.Where(pair => !Paging.Contains(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
        return $"{request.Path}\n{string.Join('\n', asked)}";
    }
}
