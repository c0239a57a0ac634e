using System.Globalization;
using Aops.Server.Api;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>Numbers and flags of a query.</summary>
internal static class QueryNumbers
{
    /// <summary>Rows of a page: <c>?limit=</c>.</summary>
    public static int Limit(this HttpRequest request) => (int)request.Number(StandardParameters.Limit);

    /// <summary>A number of a declared parameter; its default, or 0, where it is absent.</summary>
    public static long Number(this HttpRequest request, ApiParameter parameter) =>
        request.Number(parameter, parameter.Default ?? 0);

    /// <summary>A number of a declared parameter, or what is told where it is absent.</summary>
    /// <exception cref="RequestFault">It is not a number, or out of bounds.</exception>
    public static long Number(this HttpRequest request, ApiParameter parameter, long fallback)
    {
        if (request.Query[parameter.Name] is not [{ Length: > 0 } text]) return fallback;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= parameter.Min && number <= parameter.Max)
        {
            return number;
        }
        throw new RequestFault(ProblemKinds.BadQuery(
            $"?{parameter.Name}= takes a number from {parameter.Min} to {parameter.Max}."));
    }

    /// <summary>A flag: <c>?name</c>, <c>?name=true</c> or <c>?name=1</c>.</summary>
    public static bool Flag(this HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var value) && value.ToString() is "" or "true" or "1";
}
