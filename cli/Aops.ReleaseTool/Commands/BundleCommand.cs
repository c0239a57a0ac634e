using System.CommandLine;
using System.Formats.Tar;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>bundle</c>: writes metadata and chosen targets into one file, for hosts without a network.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var version = new Option<string>("--version")
            { Description = "Version of the suite to put in.", Required = true };
        var subAgents = new Option<string[]>("--subagent")
            { Description = "A sub-agent to put in; may be given again.", HelpName = "NAME@VERSION" };
        var output = new Option<FileInfo>("--output")
            { Description = "The bundle to write.", HelpName = "FILE", Required = true };
        var command = new Command("bundle", "Writes an offline bundle.") { repository, version, subAgents, output };
        command.SetAction(parsed => Run(parsed, parsed.Open(repository), parsed.GetRequiredValue(version),
            parsed.GetValue(subAgents) ?? [], parsed.GetRequiredValue(output).FullName));
        return command;
    }

    private static int Run(
        ParseResult parsed, ReleaseRepository repository, string version, string[] subAgents, string outputFile)
    {
        var all = SignedTarget.ReadAll(repository);
        var chosen = all.Where(t => t.Kind == PackageKind.Agent.Text() && t.Version == version).ToList();
        if (chosen.Count == 0)
            throw new ToolException(ExitCodes.NoInput, $"the repository has no agent {version}; nothing was written");
        foreach (var wanted in subAgents)
        {
            var found = all.Where(t => t.Kind == PackageKind.SubAgent.Text() && $"{t.Name}@{t.Version}" == wanted);
            if (!found.Any())
                throw new ToolException(ExitCodes.NoInput, $"the repository has no sub-agent {wanted}; nothing was written");
            chosen.AddRange(found);
        }
        Write(repository, chosen, outputFile);
        parsed.Output().WriteLine($"{outputFile}: packages: {chosen.Count}, {new FileInfo(outputFile).Length} bytes");
        return ExitCodes.Ok;
    }

    private static void Write(ReleaseRepository repository, List<SignedTarget> targets, string outputFile) =>
        AtomicFile.Write(outputFile, file =>
        {
            using var tar = new TarWriter(file, TarEntryFormat.Ustar, leaveOpen: true);
            foreach (var version in repository.Versions(TufRoles.Root))
                Add(tar, repository.VersionFile(TufRoles.Root, version), "metadata");
            foreach (var role in repository.TargetsRoles().Prepend(TufRoles.Snapshot).Prepend(TufRoles.Timestamp))
                Add(tar, repository.FileOf(role), "metadata");
            foreach (var target in targets)
            {
                var stored = repository.TargetFile(target.TargetName, target.Sha256);
                Add(tar, stored, "targets/" + Path.GetDirectoryName(target.TargetName));
            }
        }, AtomicFile.Public);

    private static void Add(TarWriter tar, string file, string folder)
    {
        using var content = File.OpenRead(file);
        tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"{folder}/{Path.GetFileName(file)}")
        {
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = DateTimeOffset.UnixEpoch,
            ChangeTime = DateTimeOffset.UnixEpoch,
            Mode = (UnixFileMode)0x1A4,
            DataStream = content,
        });
    }
}
