using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Http;

/// <summary>A form of a list.</summary>
/// <param name="MediaType">Its media type.</param>
internal sealed record ListForm(string MediaType)
{
    /// <summary>A page, in an object with what is told of the list.</summary>
    public static ListForm Json { get; } = new("application/json");

    /// <summary>A row a line.</summary>
    public static ListForm Ndjson { get; } = new("application/x-ndjson");

    /// <summary>A row of cells a line, after a line of names.</summary>
    public static ListForm Csv { get; } = new("text/csv");

    private static readonly ListForm[] All = [Json, Ndjson, Csv];

    private static readonly string[] MediaTypes = [.. All.Select(form => form.MediaType)];

    /// <summary>The form that a request accepts first.</summary>
    /// <exception cref="RequestFault">It accepts none that there is.</exception>
    public static ListForm Of(HttpRequest request)
    {
        var accepted = AcceptedForm.Of(request, MediaTypes);
        return All.First(form => form.MediaType == accepted);
    }
}
