using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Lookup;

/// <summary>
/// Finds the host that an operator means: by its id, by the beginning of one, by its name, or by the first part of a name with a
/// domain. What means several hosts is a fault that names them.
/// </summary>
internal static class HostFinder
{
    private const int ShownMax = 10;
    private const int IdLength = 32;

    /// <summary>Finds one.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="CliException">There is none, or there are several.</exception>
    public static async Task<string> FindAsync(OperatorApi api, string word, CancellationToken cancellationToken)
    {
        if (word.Length == IdLength && word.All(char.IsAsciiHexDigitLower)) return word;
        if (word.Length is 0 or > 253 || !word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
            throw CliException.Usage($"'{word}' is neither the id nor the name of a host");
        var found = await ListAsync(api, $"hostname={word}", cancellationToken);
        if (found.Count == 0 && word.All(char.IsAsciiHexDigit))
            found = await ListAsync(api, $"id~{word.ToLowerInvariant()}*", cancellationToken);
        if (found.Count == 0) found = await ListAsync(api, $"hostname~{word}.*", cancellationToken);
        return found switch
        {
            [var only] => only.Word("id")!,
            [] => throw new CliException(CliExitCodes.NotFound, $"no host has the id or the name '{word}'", $"aops hosts list -q 'hostname~{word}'"),
            _ => throw new CliException(CliExitCodes.Conflict, $"'{word}' means several hosts: {Names(found)}", "name one by its id"),
        };
    }

    private static string Names(IReadOnlyList<JsonObject> found)
    {
        var shown = found.Take(ShownMax).Select(host => $"{host.Word("id")} ({host.Word("hostname")})");
        return string.Join(", ", found.Count > ShownMax ? shown.Append("…") : shown);
    }

    private static async Task<List<JsonObject>> ListAsync(
        OperatorApi api, string query, CancellationToken cancellationToken)
    {
        var path = ApiPath.V1("hosts").With("q", query).With("fields", "id,hostname").With("limit", ShownMax + 1);
        return [.. (await api.GetAsync(path, cancellationToken)).List("hosts")];
    }
}
