using System.CommandLine;
using System.Text.Json.Nodes;

namespace Aops.Cli.Commands.Groups;

/// <summary>The parts of a group that options name.</summary>
internal sealed class GroupParts
{
    public Option<string?> Query { get; } = Words.Query("Which hosts are its members.");

    public Option<long?> Rank { get; } = Words.Number(
        "--rank", "Its rank: layers of greater ranks are laid over those of smaller ones.", "N", 1, 1_000_000_000);

    public Option<string?> Note { get; } = Words.Text("--note", "What it is for.", "TEXT");

    /// <summary>Lays what is named over a body.</summary>
    /// <returns>Whether anything was named.</returns>
    public bool Lay(ParseResult parsed, JsonObject body)
    {
        var (query, rank, note) = (parsed.GetValue(Query), parsed.GetValue(Rank), parsed.GetValue(Note));
        if (query is not null) body["q"] = query;
        if (rank is { } number) body["rank"] = number;
        if (note is not null) body["note"] = note;
        return query is not null || rank is not null || note is not null;
    }
}
