namespace Aops.Server.Api;

/// <summary>An answer that is no problem.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record ApiAnswer(int Status, string Meaning)
{
    /// <summary>The type of its body; null for none, or for a body that is no JSON.</summary>
    public Type? Body { get; init; }

    /// <summary>The type of its body after a dry run; null where it is the same.</summary>
    public Type? DryBody { get; init; }

    /// <summary>Media types of the body.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>Headers that it has beside the usual ones: name and meaning.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Headers { get; init; } = [];

    /// <summary>JSON with status 200.</summary>
    public static ApiAnswer Json<T>(string meaning) => Json<T>(200, meaning);

    /// <summary>JSON with a status.</summary>
    public static ApiAnswer Json<T>(int status, string meaning) =>
        new(status, meaning) { Body = typeof(T), MediaTypes = ["application/json"] };

    /// <summary>A list, as JSON or a line a row.</summary>
    public static ApiAnswer List<T>(string meaning) => new(200, meaning)
    {
        Body = typeof(T),
        MediaTypes = ["application/json", "application/x-ndjson", "text/csv"],
        Headers = [("Link", "The next page of NDJSON or CSV with a limit: rel=\"next\".")],
    };

    /// <summary>No body.</summary>
    public static ApiAnswer Nothing(string meaning) => new(204, meaning);

    /// <summary>A file.</summary>
    public static ApiAnswer File(string mediaType, string meaning) => new(200, meaning) { MediaTypes = [mediaType] };

    /// <summary>The same with the header ETag.</summary>
    public ApiAnswer WithTag(string meaning) => this with { Headers = [.. Headers, ("ETag", meaning)] };

    /// <summary>The same with the header Location.</summary>
    public ApiAnswer WithLocation(string meaning) => this with { Headers = [.. Headers, ("Location", meaning)] };
}
