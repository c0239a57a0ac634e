namespace Aops.Server.Api;

/// <summary>
/// A parameter of an operation: what the document tells of it is what a request is checked by before it reaches its
/// endpoint.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Value">What it takes.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record ApiParameter(string Name, ApiPlace Place, ApiValue Value, string Meaning)
{
    /// <summary>The least number; 0 by default.</summary>
    public long Min { get; init; }

    /// <summary>The greatest number.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>What an absent number means; null where the meaning tells it.</summary>
    public long? Default { get; init; }

    /// <summary>Whether a request without it is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>A part of the path.</summary>
    public static ApiParameter Path(string name, string meaning) =>
        new(name, ApiPlace.Path, ApiValue.Text, meaning) { IsRequired = true };

    /// <summary>A text of the query string.</summary>
    public static ApiParameter Text(string name, string meaning) => new(name, ApiPlace.Query, ApiValue.Text, meaning);

    /// <summary>A number of the query string.</summary>
    public static ApiParameter Number(string name, string meaning, long min, long max, long? fallback = null) =>
        new(name, ApiPlace.Query, ApiValue.Number, meaning) { Min = min, Max = max, Default = fallback };

    /// <summary>A flag of the query string: <c>?name</c>, <c>?name=1</c>; false by default.</summary>
    public static ApiParameter Flag(string name, string meaning) => new(name, ApiPlace.Query, ApiValue.Flag, meaning);

    /// <summary>A header.</summary>
    public static ApiParameter Header(string name, string meaning) =>
        new(name, ApiPlace.Header, ApiValue.Text, meaning);
}
