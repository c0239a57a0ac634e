using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Lookup;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Native.Files;

namespace Aops.Cli.Commands.Runs;

/// <summary><c>aops hosts diagnose</c>: has a host send its diagnosis, and writes it. It is a run, which Ctrl-C cancels.</summary>
internal static class DiagnoseCommand
{
    private const int WaitSeconds = 25;

    public static Command Create(CliShell shell)
    {
        var host = Words.Host();
        var output = Words.Text(
            "--output-file", "The bundle; aops-diagnosis-HOST-TIME.tar.gz in the current folder without it.", "FILE");
        var command = new Command(
            "diagnose", "Fetches state, settings and the ends of the logs of a host as .tar.gz of at most 10 MiB, without secrets.")
        {
            host, output,
        };
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var id = await HostFinder.FindAsync(api, parsed.GetRequiredValue(host), cancellationToken);
            var file = parsed.GetValue(output) ?? string.Create(CultureInfo.InvariantCulture,
                $"aops-diagnosis-{id}-{shell.Terminal.Clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.tar.gz");
            var run = new HostRun(api, id, "aops hosts diagnose");
            var (bytes, ended) = await run.FollowAsync(
                new JsonObject { ["diagnosis"] = true }, () => ReadAsync(api, run.Id, id, cancellationToken),
                cancellationToken);
            if (ended.Word("phase") != "succeeded") throw HostRun.Failed(ended);
            Write(file, bytes);
            Reply.Write(shell, parsed, new JsonObject { ["file"] = file, ["run"] = run.Id },
                $"{file}: {Cell.Size(bytes.Length)}; read it before you send it, as names are in it, and what sub-agents wrote");
            return CliExitCodes.Ok;
        });
        return command;
    }

    // What the host says beside it, on its standard error, is left out.
    private static async Task<byte[]> ReadAsync(
        OperatorApi api, string run, string host, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        for (long offset = 0; ;)
        {
            var path = ApiPath.V1("runs", run, "hosts", host, "log").With("offset", offset).With("wait", WaitSeconds);
            var piece = (await api.GetAsync(path, cancellationToken)).Object;
            var data = piece.Word("log_data") ?? "";
            if (piece.Word("log_type") == "gap")
                throw new CliException(CliExitCodes.Error, "a part of the diagnosis is missing; nothing was written", "try again");
            var isBinary = piece.Word("log_encoding") == "base64";
            if (piece.Word("log_type") == "stdout")
                bytes.Write(isBinary ? Convert.FromBase64String(data) : Encoding.UTF8.GetBytes(data));
            if (piece["is_final"]?.GetValue<bool>() == true) return bytes.ToArray();
            offset = piece.Number("new_offset");
        }
    }

    private static void Write(string file, byte[] bytes)
    {
        try
        {
            AtomicFile.Write(file, target => target.Write(bytes), AtomicFile.Private);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CliException(CliExitCodes.Error, $"{file} cannot be written: {e.Message}", inner: e);
        }
    }
}
