using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Runs;

/// <summary>
/// Shows what a host of a run printed: its standard output and its standard error on those of this program. It knows how far it
/// has come, so that it can be asked again and again.
/// </summary>
internal sealed class RunLog(CliShell shell, OperatorApi api, string run, string host)
{
    private const int WaitSeconds = 25;

    private long _offset;

    /// <summary>Whether nothing more will come.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Shows what is there and was not shown; where that is nothing, waits for more.</summary>
    /// <param name="waitSeconds">The longest wait; 0 for none.</param>
    /// <returns>Whether there was something.</returns>
    public async Task<bool> ShowAsync(int waitSeconds, CancellationToken cancellationToken)
    {
        var start = _offset;
        while (!IsWhole && !shell.Terminal.IsReaderGone())
        {
            var path = ApiPath.V1("runs", run, "hosts", host, "log").With("offset", _offset)
                .With("wait", _offset == start ? waitSeconds : 0);
            var piece = (await api.GetAsync(path, cancellationToken)).Object;
            Write(piece);
            IsWhole = piece["is_final"]?.GetValue<bool>() == true;
            var next = piece.Number("new_offset");
            if (next == _offset) break;
            _offset = next;
        }
        return _offset > start;
    }

    /// <summary>Shows all of it until nothing more will come.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!IsWhole && !shell.Terminal.IsReaderGone()) await ShowAsync(WaitSeconds, cancellationToken);
    }

    // What a host printed moves no cursor of the operator; a pipe gets it as it is.
    private void Write(JsonObject piece)
    {
        var terminal = shell.Terminal;
        var data = piece.Word("log_data") ?? "";
        if (piece.Word("log_type") == "gap")
        {
            terminal.Say($"[{piece.Number("missing_bytes")} bytes of output are missing]");
            return;
        }
        if (data.Length == 0) return;
        if (piece.Word("log_encoding") == "base64")
        {
            terminal.Say($"[{Convert.FromBase64String(data).Length} bytes that are no text]");
            return;
        }
        if (piece.Word("log_type") == "stderr") terminal.Error.Write(PlainText.EscapeLines(data));
        else terminal.Output.Write(terminal.IsOutputTerminal ? PlainText.EscapeLines(data) : data);
    }
}
