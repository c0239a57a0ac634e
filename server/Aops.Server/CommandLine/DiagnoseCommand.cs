using System.CommandLine;
using System.Globalization;
using Aops.Contracts;
using Aops.Native.Programs;
using Aops.Server.Diagnostics;
using Aops.Server.Hosting;

namespace Aops.Server.CommandLine;

/// <summary><c>aops-server diagnose</c>: a bundle for those who help from afar, also while the server runs.</summary>
internal static class DiagnoseCommand
{
    private static readonly Option<string?> Output = new("--output")
    {
        Description = "The bundle [default: aops-server-diagnosis-TIME.tar.gz in the current folder].",
        HelpName = "FILE",
    };

    public static Command Build()
    {
        var command = new Command(
            "diagnose", "Writes versions, files by name, rows by number and the newest events to a .tar.gz; no secrets.")
        {
            Output,
        };
        DataOptions.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var folder = DataOptions.OpenFolder(parsed);
        var database = ServerDatabase.Resolve(folder, DataOptions.ReadDatabase(parsed));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var file = Path.GetFullPath(parsed.GetValue(Output) ?? string.Create(
            CultureInfo.InvariantCulture, $"aops-server-diagnosis-{now:yyyyMMdd'T'HHmmss'Z'}.tar.gz"));
        BundleWriter.Write(file, new ServerDiagnosis(folder, database, TimeProvider.System).Take());
        Console.Out.WriteLine(PlainText.Escape($"{file}: read it before you send it; host names are in it, secrets are not"));
        return ExitCodes.Ok;
    }
}
