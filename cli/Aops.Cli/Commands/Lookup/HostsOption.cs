using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Faults;

namespace Aops.Cli.Commands.Lookup;

/// <summary>The option that names hosts one by one.</summary>
/// <param name="what">What one of them is, in the help.</param>
internal sealed class HostsOption(string what)
{
    private readonly Option<string[]> _option = new("--host")
    {
        Description = $"{what}: its id, the beginning of one, or its name; several times for several.", HelpName = "HOST",
    };

    public Option Option => _option;

    /// <summary>The words of the operator; none where no host is named.</summary>
    public string[] Words(ParseResult parsed) => parsed.GetValue(_option) ?? [];

    /// <summary>Ids of the hosts.</summary>
    /// <exception cref="CliException">One of them is not there, or several are meant by one word.</exception>
    public async Task<JsonArray> FindAsync(ParseResult parsed, OperatorApi api, CancellationToken cancellationToken)
    {
        var ids = new JsonArray();
        foreach (var word in Words(parsed)) ids.Add((JsonNode)await HostFinder.FindAsync(api, word, cancellationToken));
        return ids;
    }
}
