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

    /// <summary>The word for the rows after one, in a list that the request asks for.</summary>
    public static string Of<TKey>(HttpRequest request, CursorKey<TKey> form, TKey key) => Of(Asked(request), form, key);

    /// <summary>The word for the rows after one.</summary>
    /// <param name="list">What tells this list from others.</param>
    public static string Of<TKey>(string list, CursorKey<TKey> form, TKey key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Version}\n{Mark(list)}\n{form.Write(key)}"));

    /// <summary>The key that a request goes on after.</summary>
    /// <param name="start">The key of its first page, which is asked for without a word.</param>
    /// <exception cref="RequestFault">The word is none of this list.</exception>
    public static TKey Read<TKey>(HttpRequest request, CursorKey<TKey> form, TKey start) =>
        Read(request, Asked(request), form, start);

    /// <summary>The key that a request goes on after.</summary>
    /// <param name="list">What tells this list from others.</param>
    /// <param name="start">The key of its first page, which is asked for without a word.</param>
    /// <exception cref="RequestFault">The word is none of this list.</exception>
    public static TKey Read<TKey>(HttpRequest request, string list, CursorKey<TKey> form, TKey start)
    {
        if (request.Word(StandardParameters.Cursor.Name) is not { } word) return start;
        return KeyIn(word, list) is { } text && form.TryRead(text, out var key)
            ? key
            : throw new RequestFault(ProblemKinds.BadCursor);
    }

    private static string? KeyIn(string word, string list)
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
