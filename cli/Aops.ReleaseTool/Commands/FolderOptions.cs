using System.CommandLine;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Packing;

namespace Aops.ReleaseTool.Commands;

/// <summary>Options of the verbs that look at a folder which is, or becomes, a package.</summary>
internal sealed class FolderOptions
{
    private readonly Option<DirectoryInfo> _input = new("--input")
        { Description = "The folder.", HelpName = "DIR", Required = true };

    private readonly Option<string?> _kind = new("--kind")
    {
        Description = "What it is: agent or subagent [default: subagent if it holds subagent.json].",
        HelpName = "KIND",
    };

    private readonly Option<string?> _name = new("--name")
        { Description = "Name of the sub-agent [default: that of subagent.json].", HelpName = "NAME" };

    private readonly Option<string?> _version = new("--version")
        { Description = "Its version [default: that of subagent.json, or of the programs].", HelpName = "V" };

    private readonly Option<string> _architecture = SharedOptions.Architecture();

    public FolderOptions() => _kind.AcceptOnlyFromAmong(PackageKind.Agent.Text(), PackageKind.SubAgent.Text());

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_input, _kind, _name, _version, _architecture]) command.Add(option);
    }

    /// <summary>The folder.</summary>
    public string Path(ParseResult parsed) => parsed.GetRequiredValue(_input).FullName;

    /// <summary>Checks the folder, and says what cannot be known here.</summary>
    /// <exception cref="Faults.ToolException">No host would run it.</exception>
    public PackageManifest Check(ParseResult parsed)
    {
        var notes = new List<string>();
        var manifest = FolderPacker.Check(Path(parsed), new PackageOptions(
            PackageKinds.Parse(parsed.GetValue(_kind)), parsed.GetValue(_name), parsed.GetValue(_version),
            parsed.GetRequiredValue(_architecture)), notes);
        foreach (var note in notes) parsed.Note(note);
        return manifest;
    }
}
