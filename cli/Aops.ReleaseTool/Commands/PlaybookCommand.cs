using System.CommandLine;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Playbooks;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>playbook</c>: signs sets of Ansible that hosts apply to themselves. A set is a folder; its <c>runbook.json</c> says what
/// it is, the rest is packed, and the signed runbook pins the archive.
/// </summary>
internal static class PlaybookCommand
{
    public static Command Create() => new("playbook", "Signs sets of Ansible, which hosts apply to themselves.")
    {
        CreateCheck(), CreateAdd(), CreateRemove(), CreateList(),
    };

    private static Argument<DirectoryInfo[]> Folders() => new("FOLDER")
    {
        Description = "Folders with runbook.json, the playbook, roles, templates and files.", Arity = ArgumentArity.OneOrMore,
    };

    private static Command CreateCheck()
    {
        var folders = Folders();
        var command = new Command("check", "Looks whether sets may be signed; it needs no key and changes nothing.") { folders };
        command.SetAction(parsed =>
        {
            foreach (var folder in parsed.GetRequiredValue(folders))
                Print(parsed.Output(), PlaybookSet.Read(folder).Runbook);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateAdd()
    {
        var folders = Folders();
        var targets = new TargetsChange();
        var command = new Command("add", "Checks sets, packs and signs them; a version never changes.")
        {
            folders,
        };
        targets.AddTo(command);
        command.SetAction(parsed =>
        {
            var sets = parsed.GetRequiredValue(folders).Select(PlaybookSet.Read).ToList();
            return targets.Make(parsed, (listed, metadata) =>
            {
                var hasChanged = false;
                foreach (var set in sets)
                {
                    Print(parsed.Output(), set.Runbook);
                    hasChanged |= Add(listed, name => WithdrawnTargets.Contains(metadata, name), set);
                }
                return hasChanged;
            });
        });
        return command;
    }

    private static bool Add(OperatorTargets listed, Func<string, bool> isWithdrawn, PlaybookSet set)
    {
        var runbook = set.Runbook;
        var (target, archive) = (TargetOf(runbook), Playbook.ArchiveTargetOf(runbook.Name, runbook.Version));
        var content = runbook.ToJson();
        if (listed.Has(target, content) && listed.Has(archive, set.Archive)) return false;
        if (listed.Has(target) || listed.Has(archive) || isWithdrawn(target) || isWithdrawn(archive))
        {
            throw new ToolException(ExitCodes.CannotWrite,
                $"{runbook.Name} {runbook.Version} was signed before with other content, or removed; give the playbook a new version");
        }
        listed.Set(archive, set.Archive, PlaybookSet.Kind, runbook.Name, runbook.Version);
        listed.Set(target, content, Runbook.Kind, runbook.Name, runbook.Version);
        return true;
    }

    private static Command CreateRemove()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the playbook." };
        var version = new Argument<string>("VERSION") { Description = "Its version." };
        var targets = new TargetsChange();
        var command = new Command("remove", "Takes a version of a playbook out of the metadata; no host runs it any more.")
        {
            name, version,
        };
        targets.AddTo(command);
        command.SetAction(parsed => targets.Make(parsed, (listed, _) =>
        {
            var (of, at) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(version));
            var archive = Playbook.ArchiveTargetOf(of, at);
            if (!listed.Has(archive))
                throw new ToolException(ExitCodes.NoInput, $"the repository has no {archive}; nothing was changed");
            listed.Withdraw(Runbook.TargetNameOf(new RunbookReference(of, at)));
            listed.Withdraw(archive);
            parsed.Output().WriteLine($"removed: {archive} and its runbook");
            return true;
        }));
        return command;
    }

    private static Command CreateList()
    {
        var repository = SharedOptions.Repository();
        var command = new Command("list", "Shows the playbooks of the repository.") { repository };
        command.SetAction(parsed =>
        {
            var store = parsed.Open(repository);
            var listed = new OperatorTargets(store, store.ReadSigned(TufRoles.Targets));
            foreach (var target in listed.Names.Where(target => Runbook.ReferenceOf(target) is not null))
            {
                var runbook = Runbook.Parse(listed.Read(target)!);
                if (runbook.Playbook is not null) Print(parsed.Output(), runbook);
            }
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string TargetOf(Runbook runbook) =>
        Runbook.TargetNameOf(new RunbookReference(runbook.Name, runbook.Version));

    private static void Print(TextWriter output, Runbook runbook)
    {
        RunbookCommand.Print(output, TargetOf(runbook), runbook);
        var playbook = runbook.Playbook!;
        output.WriteLine($"  {playbook.File} of {Playbook.ArchiveTargetOf(runbook.Name, runbook.Version)}, " +
            $"{playbook.Archive.LengthBytes} bytes, sha256 {playbook.Archive.Sha256}" +
            (playbook.MayCheck ? "; may be checked" : ""));
    }
}
