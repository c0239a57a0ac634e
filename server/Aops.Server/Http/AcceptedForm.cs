using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>Chooses among the media types that an answer may have.</summary>
internal static class AcceptedForm
{
    /// <summary>The one that a request accepts first; the first of them where it says nothing.</summary>
    /// <exception cref="RequestFault">It accepts none of them.</exception>
    public static string Of(HttpRequest request, IReadOnlyList<string> forms)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return forms[0];
        foreach (var range in accepted.Where(range => range.Quality != 0)
            .OrderByDescending(range => range.Quality ?? 1))
        {
            if (forms.FirstOrDefault(form => range.MatchesMediaType(form)) is { } found) return found;
        }
        throw new RequestFault(ProblemKinds.NotAcceptable(forms[0], forms.Skip(1)));
    }
}
