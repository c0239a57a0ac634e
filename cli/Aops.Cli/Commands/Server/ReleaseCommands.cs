using System.CommandLine;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Server;

/// <summary><c>aops release list</c>: what hosts can install.</summary>
internal static class ReleaseCommands
{
    private static readonly ListView View = new(
        [
            Column.Of("KIND", "kind"),
            Column.Of("NAME", "name") with { WidthMin = 12 },
            Column.Of("VERSION", "version"),
            Column.Of("ARCH", "architecture"),
            Column.Of("PUBLISHER", "publisher"),
            Column.Of("BYTES", "lengthBytes") with { IsWide = true },
            Column.Of("TARGET", "target") with { IsWide = true },
            Column.Of("SHA256", "sha256") with { IsWide = true },
        ],
        "target");

    public static Command Create(CliShell shell) =>
        Words.Family("release", "Releases that hosts can install; aops-release signs and publishes them.", CreateList(shell));

    /// <summary>Reads the releases of newer and of older servers.</summary>
    public static Task<ApiAnswer> ReadAsync(OperatorApi api, CancellationToken cancellationToken) =>
        api.GetAsync(ApiPath.V1("releases"), ApiPath.Earlier("/api/releases"), cancellationToken);

    private static Command CreateList(CliShell shell)
    {
        var command = new Command("list", "Lists releases, under the name and version by which hosts find them.");
        shell.Does(command, async (parsed, api, cancellationToken) =>
        {
            var answer = await ReadAsync(api, cancellationToken);
            var releases = answer.List("releases").ToList();
            View.Write(shell.Terminal, shell.FormatOf(parsed), releases);
            if (releases.Count == 0) shell.Terminal.Say("nothing is published; aops-release init, sign and publish do that");
            if (answer.Object.Word("fault") is { } fault) shell.Terminal.Say($"hosts install none of them now: {fault}");
            return 0;
        });
        return command;
    }
}
