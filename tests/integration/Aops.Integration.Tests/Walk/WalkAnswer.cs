using System.Net;
using System.Text.Json.Nodes;

namespace Aops.Integration.Tests.Walk;

/// <summary>An answer to an operator.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its JSON; null for none.</param>
internal sealed record WalkAnswer(HttpStatusCode Status, JsonNode? Body)
{
    /// <summary>Whether the request was done.</summary>
    public bool IsDone => (int)Status is >= 200 and < 300;

    /// <summary>The code of its problem; null for none.</summary>
    public string? Code => IsDone ? null : (string?)Body?["code"];
}
