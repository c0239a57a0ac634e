using System.Text.Json.Nodes;

namespace Aops.Cli.Commands.Work;

/// <summary>A page of rows that are followed.</summary>
/// <param name="Rows">What is shown of it, in its order.</param>
/// <param name="Count">How many rows it had.</param>
/// <param name="Last">The id after which the next page begins.</param>
internal sealed record FollowedPage(IReadOnlyList<JsonObject> Rows, int Count, long Last);
