using System.CommandLine;
using System.Globalization;
using System.Text;
using Aops.Contracts;
using Aops.Releases.Fleet;
using Aops.Releases.Tuf;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Repository;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>mirrors</c>: signs from where hosts fetch packages. The operator's own targets role signs it, and no publisher can.
/// </summary>
internal static class MirrorsCommand
{
    public static Command Create() => new("mirrors", "Signs from which copies of the repository hosts fetch packages.")
    {
        CreateSet(), CreateShow(), CreateRemove(),
    };

    private static Command CreateSet()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The sites and their mirrors as JSON: all of them." };
        var targets = new TargetsChange();
        var command = new Command("set", "Checks a file of mirrors and signs it, in the place of the one before.")
        {
            file,
        };
        targets.AddTo(command);
        command.SetAction(parsed => targets.Make(parsed, (listed, metadata) =>
        {
            var content = Read(parsed.GetRequiredValue(file));
            Print(parsed.Output(), FleetMirrors.Parse(content));
            if (listed.Has(FleetMirrors.TargetName, content)) return false;
            var version = ReleaseRepository.Version(metadata) + 1;
            listed.Set(
                FleetMirrors.TargetName, content, FleetMirrors.Kind, FleetMirrors.Kind,
                version.ToString(CultureInfo.InvariantCulture));
            return true;
        }, unchanged: "it was signed before; nothing was changed"));
        return command;
    }

    private static Command CreateShow()
    {
        var repository = SharedOptions.Repository();
        var command = new Command("show", "Shows the mirrors that are signed.") { repository };
        command.SetAction(parsed =>
        {
            var store = parsed.Open(repository);
            var content = new OperatorTargets(store, store.ReadSigned(TufRoles.Targets)).Read(FleetMirrors.TargetName);
            if (content is null) parsed.Output().WriteLine("no mirrors are signed: hosts fetch packages from their server");
            else Print(parsed.Output(), FleetMirrors.Parse(content));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateRemove()
    {
        var targets = new TargetsChange();
        var command = new Command("remove", "Takes the mirrors back: hosts fetch packages from their server.");
        targets.AddTo(command);
        command.SetAction(parsed => targets.Make(parsed, (listed, _) =>
        {
            if (!listed.Remove(FleetMirrors.TargetName))
                throw new ToolException(ExitCodes.NoInput, "no mirrors are signed; nothing was changed");
            return true;
        }));
        return command;
    }

    // What a host would refuse is never signed.
    private static byte[] Read(FileInfo file)
    {
        if (!file.Exists) throw new ToolException(ExitCodes.NoInput, $"the file of mirrors {file} is not there");
        if (file.Length > MirrorLimits.BytesMax)
            throw new ToolException(ExitCodes.BadData, $"{file} has more than {MirrorLimits.BytesMax} bytes, which no host takes");
        try
        {
            return FleetMirrors.Parse(File.ReadAllBytes(file.FullName)).ToJson();
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.BadData, $"{file}: {e.Message}; nothing was signed", e);
        }
    }

    private static void Print(TextWriter output, FleetMirrors mirrors)
    {
        foreach (var site in mirrors.Sites)
        {
            var text = new StringBuilder(site.Hosts is null ? "every host" : string.Join(", ", site.Hosts));
            text.Append(": ").AppendJoin(", ", site.Addresses);
            output.WriteLine(site.Addresses.Count == 0 ? text.Append("the server") : text);
        }
    }
}
