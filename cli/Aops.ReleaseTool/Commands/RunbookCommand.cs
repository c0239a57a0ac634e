using System.CommandLine;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>runbook</c>: signs what hosts run at a server's word. The operator's own targets role signs it, and no publisher
/// can.
/// </summary>
internal static class RunbookCommand
{
    public static Command Create() => new("runbook", "Signs runbooks, which hosts run at a server's word.")
    {
        CreateAdd(), CreateRemove(), CreateList(),
    };

    private static Command CreateAdd()
    {
        var files = new Argument<FileInfo[]>("FILE")
            { Description = "Runbooks as JSON.", Arity = ArgumentArity.OneOrMore };
        var targets = new TargetsChange();
        var command = new Command("add", "Checks runbooks and signs them; a version never changes.")
        {
            files,
        };
        targets.AddTo(command);
        command.SetAction(parsed => targets.Make(parsed, (listed, metadata) =>
        {
            var hasChanged = false;
            foreach (var (file, content) in parsed.GetRequiredValue(files).Select(file => (file, ReadContent(file))))
            {
                var runbook = Parse(file, content);
                if (runbook.Playbook is not null)
                    throw new ToolException(ExitCodes.BadData, $"{file}: is a playbook; sign its folder by: playbook add");
                var target = Runbook.TargetNameOf(new RunbookReference(runbook.Name, runbook.Version));
                Print(parsed.Output(), target, runbook);
                if (listed.Has(target, content)) continue;
                if (listed.Has(target) || WithdrawnTargets.Contains(metadata, target))
                {
                    throw new ToolException(ExitCodes.CannotWrite,
                        $"{target} was signed before with other content, or removed; a runbook never changes: give it a new version");
                }
                listed.Set(target, content, Runbook.Kind, runbook.Name, runbook.Version);
                hasChanged = true;
            }
            return hasChanged;
        }));
        return command;
    }

    private static Command CreateRemove()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the runbook." };
        var version = new Argument<string>("VERSION") { Description = "Its version." };
        var targets = new TargetsChange();
        var command = new Command("remove", "Takes a version of a runbook out of the metadata; no host runs it any more.")
        {
            name, version,
        };
        targets.AddTo(command);
        command.SetAction(parsed => targets.Make(parsed, (listed, _) =>
        {
            var target = Runbook.TargetNameOf(
                new RunbookReference(parsed.GetRequiredValue(name), parsed.GetRequiredValue(version)));
            if (!listed.Withdraw(target))
                throw new ToolException(ExitCodes.NoInput, $"the repository has no {target}; nothing was changed");
            listed.Withdraw(Playbook.ArchiveTargetOf(parsed.GetRequiredValue(name), parsed.GetRequiredValue(version)));
            parsed.Output().WriteLine($"removed: {target}");
            return true;
        }));
        return command;
    }

    private static Command CreateList()
    {
        var repository = SharedOptions.Repository();
        var command = new Command("list", "Shows the runbooks of the repository.") { repository };
        command.SetAction(parsed =>
        {
            var store = parsed.Open(repository);
            var listed = new OperatorTargets(store, store.ReadSigned(TufRoles.Targets));
            foreach (var target in listed.Names.Where(target => Runbook.ReferenceOf(target) is not null))
                Print(parsed.Output(), target, Runbook.Parse(listed.Read(target)!));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static byte[] ReadContent(FileInfo file)
    {
        if (!file.Exists) throw new ToolException(ExitCodes.NoInput, $"the runbook {file} is not there");
        return file.Length <= RunLimits.RunbookBytesMax
            ? File.ReadAllBytes(file.FullName)
            : throw new ToolException(ExitCodes.BadData, $"{file} has more than {RunLimits.RunbookBytesMax} bytes, which no host takes");
    }

    private static Runbook Parse(FileInfo file, byte[] content)
    {
        try
        {
            return Runbook.Parse(content);
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.BadData, $"{file}: {e.Message}; nothing was signed", e);
        }
    }

    /// <summary>Shows a runbook and its parameters.</summary>
    public static void Print(TextWriter output, string target, Runbook runbook)
    {
        output.WriteLine($"{target}: {runbook.Title}");
        output.WriteLine($"  runs as {runbook.Command.User ?? "spm's user, root on most hosts"}" +
            (runbook.NeedsSignature ? ", by a signed command only" : ""));
        foreach (var parameter in runbook.Parameters)
        {
            output.WriteLine($"  {parameter.Name}: " +
                (parameter.Values is { } values ? string.Join(" | ", values)
                    : parameter.Pattern ?? parameter.Type?.ToString().ToLowerInvariant()) +
                (parameter.IsRequired ? ", required" : "") + (parameter.IsSecret ? ", secret" : ""));
        }
    }
}
