using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Access;

/// <summary>Grants as words: <c>operator</c>, <c>operator:env=prod</c>.</summary>
internal static class GrantWords
{
    private static readonly string[] Roles = ["viewer", "operator", "releaser", "admin"];

    public static Option<string[]> Option(string without) => new("--grant", "-g")
    {
        Description = $"A role, and after a colon the hosts that it is for, as a query; may be given again. {without}",
        HelpName = "ROLE[:QUERY]",
    };

    /// <summary>The grants of a request.</summary>
    /// <exception cref="CliException">One names no role.</exception>
    public static JsonArray Parse(IEnumerable<string> words)
    {
        var grants = new JsonArray();
        foreach (var word in words)
        {
            var parts = word.Split(':', 2);
            if (!Roles.Contains(parts[0]))
                throw CliException.Usage($"--grant takes a role ({string.Join(", ", Roles)}) and perhaps a query, and not '{word}'");
            var grant = new JsonObject { ["role"] = parts[0] };
            if (parts.Length > 1) grant["scope"] = parts[1];
            grants.Add((JsonNode)grant);
        }
        return grants;
    }

    /// <summary>The column that shows them.</summary>
    public static Column Column() => new("GRANTS", Show) { WidthMin = 16 };

    private static string Show(JsonObject row) => string.Join(", ", (row["grants"]?.AsArray() ?? [])
        .Select(grant => grant!.Word("scope") is { Length: > 0 } scope
            ? $"{grant.Word("role")}:{scope}" : grant.Word("role")));
}
