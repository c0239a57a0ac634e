using System.CommandLine;
using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Packing;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>pack</c>: turns a folder into a package.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var input = new Option<DirectoryInfo>("--input")
            { Description = "The folder.", HelpName = "DIR", Required = true };
        var kind = new Option<string>("--kind") { Description = "What it is.", Required = true };
        kind.AcceptOnlyFromAmong(PackageKind.Agent.Text(), PackageKind.SubAgent.Text());
        var name = new Option<string>("--name")
        {
            Description = "Name of the sub-agent.",
            DefaultValueFactory = _ => PackageKinds.AgentName,
        };
        var version = new Option<string>("--version") { Description = "Its version.", Required = true };
        var architecture = SharedOptions.Architecture();
        var level = new Option<int>("--level")
            { Description = "Compression, 1 to 19.", DefaultValueFactory = _ => 19 };
        var output = new Option<FileInfo>("--output")
            { Description = "The package to write (.tar.zst).", HelpName = "FILE", Required = true };
        var command = new Command("pack", "Packs a folder; the same folder gives the same bytes.")
        {
            input, kind, name, version, architecture, level, output,
        };
        command.SetAction(parsed => Run(parsed,
            parsed.GetRequiredValue(input).FullName,
            new PackageOptions(
                PackageKinds.Parse(parsed.GetRequiredValue(kind))!.Value,
                parsed.GetRequiredValue(name),
                parsed.GetRequiredValue(version),
                parsed.GetRequiredValue(architecture),
                parsed.GetValue(level)),
            parsed.GetRequiredValue(output).FullName));
        return command;
    }

    private static int Run(ParseResult parsed, string folder, PackageOptions options, string outputFile)
    {
        if (options.Level is < 1 or > 19)
            throw new ToolException(ExitCodes.Usage, $"--level {options.Level} is not within 1 to 19");
        if (options.Kind == PackageKind.SubAgent && options.Name == PackageKinds.AgentName)
            throw new ToolException(ExitCodes.Usage, "a sub-agent needs its --name");
        var manifest = FolderPacker.Pack(folder, options, outputFile);
        parsed.Output().WriteLine(
            $"{outputFile}: {options.Kind.Text()} {manifest.Name} {manifest.Version}, {manifest.Files.Count} files, " +
            $"{manifest.UnpackedBytes} bytes packed into {new FileInfo(outputFile).Length}");
        return ExitCodes.Ok;
    }
}
