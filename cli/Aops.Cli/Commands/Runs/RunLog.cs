using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Runs;

/// <summary>Shows what a host printed: its standard output and its standard error on those of this program.</summary>
internal static class RunLog
{
    private const int WaitSeconds = 25;

    /// <summary>Shows what is there, or follows it to its end.</summary>
    public static async Task ShowAsync(
        CliShell shell, OperatorApi api, string run, string host, bool isFollowed, CancellationToken cancellationToken)
    {
        long offset = 0;
        while (true)
        {
            var path = ApiPath.V1("runs", run, "hosts", host, "log").With("offset", offset)
                .With("wait", isFollowed ? WaitSeconds : 0);
            var piece = (await api.GetAsync(path, cancellationToken)).Object;
            Write(shell, piece);
            var next = piece.Number("new_offset");
            if (piece["is_final"]?.GetValue<bool>() == true || (next == offset && !isFollowed)) return;
            offset = next;
            if (shell.Terminal.IsReaderGone()) return;
        }
    }

    // What a host printed moves no cursor of the operator; a pipe gets it as it is.
    private static void Write(CliShell shell, JsonObject piece)
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
