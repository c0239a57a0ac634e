using Aops.Server.Api;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>
/// Checks the query string of operators' requests by the declaration of the endpoint: a parameter that is misspelt, is there
/// twice, or takes another value is refused and never ignored.
/// </summary>
internal static class QueryGate
{
    /// <summary>Checks a request of an operator.</summary>
    /// <exception cref="RequestFault">A parameter is unknown, is there twice, or has a value that it does not take.</exception>
    public static void Check(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ApiOperation>() is not { } operation) return;
        var known = operation.Parameters.Where(parameter => parameter.Place == ApiPlace.Query).ToList();
        context.Request.RefuseOtherThan([.. known.Select(parameter => parameter.Name)]);
        foreach (var parameter in known)
        {
            var text = context.Request.Word(parameter.Name);
            if (text is null && parameter.IsRequired)
                throw new RequestFault(ProblemKinds.BadQuery($"?{parameter.Name}= is missing."));
            if (text is null) continue;
            if (parameter.Value == ApiValue.Number) _ = context.Request.Number(parameter);
            if (parameter.Value == ApiValue.Flag && text is not ("" or "1" or "true" or "0" or "false"))
                throw new RequestFault(ProblemKinds.BadQuery($"?{parameter.Name}= takes 1 or 0, and not '{text}'."));
        }
    }
}
