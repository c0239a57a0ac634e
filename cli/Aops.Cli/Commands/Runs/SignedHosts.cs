using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Contracts.Wire.Runs;

namespace Aops.Cli.Commands.Runs;

/// <summary>
/// The names of the hosts that a signature is for. The server tells them, and may lie: a name that would mean other hosts than one
/// reads in it is refused, and so is one that is not what the operator has typed.
/// </summary>
internal sealed class SignedHosts(OperatorApi api)
{
    private const int ShownMax = 10;
    private const int IdLength = 32;
    private const int NameCharsMax = 255;

    /// <summary>Lists them.</summary>
    /// <param name="body">The request, with its query or the ids of its hosts.</param>
    /// <param name="words">The hosts as the operator has named them, in the order of the ids.</param>
    /// <exception cref="CliException">There is none, there are more than one signature is for, or a name is refused.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(
        JsonObject body, string[] words, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (body.Word("q") is { } query) await AddAsync(names, query, word: null, cancellationToken);
        foreach (var (host, word) in (body["hosts"]?.AsArray() ?? []).Zip(words))
            await AddAsync(names, $"id={(string)host!}", word, cancellationToken);
        return names.Count > 0
            ? [.. names]
            : throw new CliException(CliExitCodes.NotFound, "no host is found by these words; nothing was signed, and nothing was run");
    }

    /// <summary>Some of them, for people.</summary>
    public static string Show(IReadOnlyList<string> hosts) => hosts.Count > ShownMax
        ? $"{string.Join(", ", hosts.Take(ShownMax))} and {hosts.Count - ShownMax} more"
        : string.Join(", ", hosts);

    private async Task AddAsync(
        SortedSet<string> names, string query, string? word, CancellationToken cancellationToken)
    {
        var path = ApiPath.V1("hosts").With("q", query).With("fields", "id,hostname");
        await foreach (var host in api.StreamAsync(path, "hosts", cancellationToken))
        {
            var name = host.Word("hostname") ?? "";
            if (!IsPlain(name))
            {
                throw CliException.Usage(
                    $"the server tells '{name}' as the name of the host {host.Word("id")}, and to hosts that may mean others; nothing was run",
                    "name the hosts by --sign-for");
            }
            if (word is not null && !IsMeant(name, word))
                throw new CliException(CliExitCodes.Conflict, $"the server tells '{name}' as the name of {word}; nothing was run");
            if (names.Add(name) && names.Count > RunLimits.HostPatternsMax)
            {
                throw CliException.Usage(
                    $"one signature names {RunLimits.HostPatternsMax} hosts at most, and there are more; nothing was run",
                    "name them by a pattern: --sign-for 'web-*'");
            }
        }
    }

    // No pattern, and no identity, which servers give.
    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= NameCharsMax && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
        && !(name.Length == IdLength && name.All(char.IsAsciiHexDigitLower));

    private static bool IsMeant(string name, string word) =>
        word.All(char.IsAsciiHexDigit) || name.Equals(word, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(word + '.', StringComparison.OrdinalIgnoreCase);
}
