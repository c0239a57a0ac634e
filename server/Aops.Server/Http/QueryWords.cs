using Aops.Query.Parsing;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>Words of a query, at the endpoints that take no other.</summary>
internal static class QueryWords
{
    /// <summary>The one value of a word; null where it is absent.</summary>
    /// <exception cref="RequestFault">It is there twice.</exception>
    public static string? Word(this HttpRequest request, string name) => request.Query[name] switch
    {
        { Count: 0 } => null,
        [var value] => value,
        _ => throw new RequestFault(ProblemKinds.BadQuery($"?{name}= is there more than once.")),
    };

    /// <summary>Refuses words that an endpoint does not know: a mistyped one must not be taken for its absence.</summary>
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
