using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Work;

/// <summary>
/// The newest rows of a history, and those that come. It goes on from the last row that was shown, so that a broken
/// connection or a restart of the server loses none.
/// </summary>
/// <param name="verb">The verb, for the word how to go on.</param>
/// <param name="view">The columns.</param>
/// <param name="line">A row as people read it.</param>
internal sealed class RowFollower(CliShell shell, string verb, ListView view, Func<JsonObject, string> line)
{
    private const int WaitSeconds = 30;
    private const int PageMax = 1000;
    private const int RowsDefault = 100;
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(2);

    public Option<bool> Follow { get; } = new("--follow", "-f") { Description = "Waits for more, until Ctrl-C." };

    public Option<long?> Limit { get; } = Words.Number("--limit",
        $"How many of the newest to begin with, {RowsDefault} without it; with --after how many at most.", "N", 1, PageMax);

    public required Option<long?> After { get; init; }

    public async Task<int> RunAsync(
        ParseResult parsed, Func<PagePlace, Task<FollowedPage>> read, CancellationToken cancellationToken)
    {
        var (begin, follows) = (parsed.GetValue(After), parsed.GetValue(Follow));
        var limit = parsed.GetValue(Limit);
        var isCut = begin is not null && limit is not null && !follows;
        var place = new PagePlace(begin, limit ?? (begin is null ? RowsDefault : PageMax), Wait: 0);
        var writer = Open(parsed);
        try
        {
            while (true)
            {
                var page = await ReadAsync(read, place, cancellationToken);
                foreach (var row in page.Rows) writer.Write(row);
                if (shell.Terminal.IsReaderGone()) break;
                place = new PagePlace(page.Last, PageMax, follows ? WaitSeconds : 0);
                // A full page after a given row has more behind it.
                if (!follows && (begin is null || isCut || page.Count < PageMax)) break;
            }
        }
        catch (OperationCanceledException) when (follows)
        {
            shell.Terminal.Say($"go on by: aops {verb} -f --after {place.After ?? 0}");
            throw;
        }
        writer.End();
        return CliExitCodes.Ok;
    }

    private async Task<FollowedPage> ReadAsync(
        Func<PagePlace, Task<FollowedPage>> read, PagePlace place, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await read(place);
            }
            catch (CliException e) when (place.Wait > 0 && e is { ExitCode: CliExitCodes.Error })
            {
                shell.Terminal.Say($"{e.Message}; trying again");
                await Task.Delay(PauseAfterFault, shell.Terminal.Clock, cancellationToken);
            }
        }
    }

    // A table waits for its first rows: these are told at once.
    private IRowWriter Open(ParseResult parsed)
    {
        var output = shell.Terminal.Output;
        return shell.FormatOf(parsed) switch
        {
            OutputFormat.Table or OutputFormat.Wide => new LineWriter(output, line),
            OutputFormat.Json or OutputFormat.Ndjson => new LineWriter(output, JsonText.OfLine),
            var format => view.Open(shell.Terminal, format),
        };
    }
}
