using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands;

/// <summary>Writes rows as they come, until they end, enough were written, or their reader has gone.</summary>
internal static class RowStream
{
    /// <summary>Writes them.</summary>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="none">What is told where there are none: what to do next.</param>
    public static async Task WriteAsync(
        CliShell shell, ParseResult parsed, ListView view, IAsyncEnumerable<JsonObject> rows, long? limit, string none,
        CancellationToken cancellationToken)
    {
        var writer = view.Open(shell.Terminal, shell.FormatOf(parsed));
        long count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            writer.Write(row);
            if (++count == limit || shell.Terminal.IsReaderGone()) break;
        }
        writer.End();
        if (count == 0) shell.Terminal.Say(none);
    }
}
