using Aops.Contracts;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>Parameters of the query string, for endpoints that accept no unknown ones.</summary>
internal static class QueryWords
{
    /// <summary>The value of a parameter; null if it is absent.</summary>
    /// <exception cref="RequestFault">It occurs twice.</exception>
    public static string? Word(this HttpRequest request, string name) => request.Query[name] switch
    {
        { Count: 0 } => null,
        [var value] => value,
        _ => throw new RequestFault(ProblemKinds.BadQuery($"?{name}= is there more than once.")),
    };

    /// <summary>The values of a parameter, with commas between, each once; empty if it is absent.</summary>
    /// <param name="known">The values that there are.</param>
    /// <exception cref="RequestFault">It occurs twice, or one is none of them.</exception>
    public static IReadOnlyList<string> WordsOf(this HttpRequest request, string name, IReadOnlyList<string> known)
    {
        var words = request.Word(name)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return Array.Find(words, word => !known.Contains(word)) is { } unknown
            ? throw new RequestFault(ProblemKinds.UnknownWord(
                name, unknown, known, Suggestions.Closest(unknown, known)))
            : [.. words.Distinct()];
    }

    /// <summary>The one word that a parameter takes; null without it.</summary>
    /// <param name="noun">What the word is, for the problem: <c>state</c>.</param>
    /// <exception cref="RequestFault">It is none of those known, or there are several.</exception>
    public static string? WordOf(
        this HttpRequest request, string name, IReadOnlyList<string> known, string noun = "word") =>
        request.WordsOf(name, known) switch
        {
            [] => null,
            [var one] => one,
            _ => throw new RequestFault(ProblemKinds.BadQuery($"?{name}= takes one {noun}.")),
        };

    /// <summary>Refuses unknown parameters, since a misspelt one must not be ignored.</summary>
    /// <exception cref="RequestFault">There is one.</exception>
    public static void RefuseOtherThan(this HttpRequest request, params string[] names)
    {
        foreach (var name in request.Query.Keys)
        {
            if (!names.Contains(name))
                throw new RequestFault(ProblemKinds.UnknownWord("", name, names, Suggestions.Closest(name, names)));
        }
    }
}
