using System.Text.Json.Nodes;

namespace Aops.Cli.Api;

/// <summary>A successful answer.</summary>
/// <param name="Body">Its JSON; null for an empty body.</param>
/// <param name="Revision">The revision of the thing, with its quotes, as <c>If-Match</c> takes it; null for none.</param>
/// <param name="WasRepeated">Whether the request was sent again because its first answer did not come.</param>
internal sealed record ApiAnswer(JsonNode? Body, string? Revision, bool WasRepeated)
{
    /// <summary>The body as an object.</summary>
    public JsonObject Object => Body as JsonObject ?? [];

    /// <summary>Objects of a list in the body.</summary>
    public IEnumerable<JsonObject> List(string member) => Object[member]?.AsArray().OfType<JsonObject>() ?? [];
}
