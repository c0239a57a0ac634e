using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;

namespace Aops.Cli.Commands.Desired;

/// <summary>The layer that an operator means: <c>host:</c> takes a name or the beginning of an id, too.</summary>
internal static class LayerName
{
    private const string OfHost = "host:";

    public static async Task<string> FindAsync(OperatorApi api, string word, CancellationToken cancellationToken) =>
        word.StartsWith(OfHost, StringComparison.Ordinal)
            ? OfHost + await HostFinder.FindAsync(api, word[OfHost.Length..], cancellationToken)
            : word;
}
