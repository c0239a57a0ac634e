using System.CommandLine;
using System.Security.Cryptography;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Output;
using Aops.ReleaseTool.Packing;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>pack</c>: turns a folder into a package.</summary>
internal static class PackCommand
{
    private const int LevelMax = 19;

    public static Command Create()
    {
        var folder = new FolderOptions();
        var level = new Option<int>("--level")
        {
            Description = $"Compression, 1 to {LevelMax}.",
            HelpName = "N",
            DefaultValueFactory = _ => LevelMax,
        };
        level.Within(1, LevelMax);
        var output = new Option<FileInfo?>("--output")
        {
            Description = "The package to write [default: NAME-VERSION-linux-ARCHITECTURE.tar.zst in the current folder].",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replaces a package of other content that is there." };
        var command = new Command("pack", "Packs a folder; the same folder gives the same bytes.") { level, output, force };
        folder.AddTo(command);
        command.SetAction(parsed =>
        {
            var manifest = folder.Check(parsed);
            var file = parsed.GetValue(output)?.FullName ?? Path.GetFullPath(
                $"{manifest.Name}-{manifest.Version}-linux-{manifest.Architecture}.tar.zst");
            var isChanged = FolderPacker.Write(
                folder.Path(parsed), manifest, parsed.GetValue(level), file, parsed.GetValue(force), parsed.Progress());
            Report(parsed, manifest, file, isChanged);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Report(ParseResult parsed, PackageManifest manifest, string file, bool isChanged)
    {
        var report = parsed.Report();
        using (var content = File.OpenRead(file)) report.Sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        (report.File, report.Bytes, report.Changed) = (file, new FileInfo(file).Length, isChanged);
        report.Add(new TargetReport(manifest.Kind.Text(), manifest.Name, manifest.Version));
        parsed.Output().WriteLine(
            $"{file}: {manifest.Kind.Text()} {manifest.Name} {manifest.Version}, {manifest.Files.Count} files, " +
            $"{manifest.UnpackedBytes} bytes packed into {report.Bytes}");
    }
}
