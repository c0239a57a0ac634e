using System.CommandLine;
using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Output;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>check</c>: says whether a folder can be packed and run, and writes nothing.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var folder = new FolderOptions();
        var command = new Command("check", "Checks a folder as pack does, with its specification; writes nothing.");
        folder.AddTo(command);
        command.SetAction(parsed =>
        {
            var manifest = folder.Check(parsed);
            parsed.Report().Changed = false;
            parsed.Report().Add(new TargetReport(manifest.Kind.Text(), manifest.Name, manifest.Version));
            parsed.Output().WriteLine(
                $"{folder.Path(parsed)}: {manifest.Kind.Text()} {manifest.Name} {manifest.Version}, " +
                $"{manifest.Files.Count} files; it can be packed");
            return ExitCodes.Ok;
        });
        return command;
    }
}
