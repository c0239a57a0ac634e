using System.Text.Json;
using Aops.Server.Problems;

namespace Aops.Server.Http;

/// <summary>
/// Checks the JSON of a body before any of it becomes an object: a list of one million zeros takes 2 MB as
/// text and many times that in memory. A shape may change the text in place.
/// </summary>
/// <param name="json">The body.</param>
/// <exception cref="JsonException">It is not JSON.</exception>
/// <exception cref="RequestFault">It has too many values.</exception>
internal delegate void JsonShape(Span<byte> json);

/// <summary>The shape of bodies in general.</summary>
internal static class JsonShapes
{
    /// <summary>At most <see cref="ServerLimits.JsonValuesMax"/> names and values.</summary>
    public static void Plain(Span<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var values = 0;
        while (reader.Read()) Count(ref values, reader.TokenType);
    }

    /// <summary>Counts a token, unless it is only the end of something.</summary>
    /// <exception cref="RequestFault">There are too many.</exception>
    public static void Count(ref int values, JsonTokenType token)
    {
        if (token is JsonTokenType.EndArray or JsonTokenType.EndObject) return;
        if (++values > ServerLimits.JsonValuesMax)
            throw new RequestFault(ProblemKinds.TooComplex(ServerLimits.JsonValuesMax));
    }
}
