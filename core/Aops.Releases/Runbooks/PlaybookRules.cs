using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.Releases.Packages;

namespace Aops.Releases.Runbooks;

/// <summary>What the part <c>playbook</c> of a <see cref="Runbook"/> has to be.</summary>
internal static partial class PlaybookRules
{
    // Ansible takes settings of these names from its variables, and would connect or act otherwise than it was signed.
    private const string OwnVariables = "ansible_";
    private const string OwnEnvironment = "ANSIBLE_";

    /// <summary>Lists the faults, each beginning with the field.</summary>
    public static IEnumerable<string> FaultsOf(Runbook runbook, Playbook playbook)
    {
        foreach (var fault in ArchiveFaults(playbook.Archive)) yield return fault;
        foreach (var fault in RequirementFaults(playbook.Requires)) yield return fault;
        if (PackagePath.Fault(playbook.File) is { } path) yield return $"playbook.file: {path}";
        else if (Path.GetExtension(playbook.File) is not (".yml" or ".yaml"))
            yield return "playbook.file: ends in neither .yml nor .yaml";
        var command = runbook.Command;
        if (command.Args is not [Playbook.ProgramName])
            yield return $"command.args: of a playbook is [\"{Playbook.ProgramName}\"] alone; the host adds the arguments";
        if (command.WorkingDirectory is not null)
            yield return "command.workingDirectory: of a playbook is the folder of its files; leave it out";
        foreach (var name in command.Env.Keys)
        {
            if (!name.StartsWith(OwnEnvironment, StringComparison.OrdinalIgnoreCase)) continue;
            yield return $"command.env: {ShownText.Of(name)} would change how Ansible runs, which is the host's";
        }
        foreach (var parameter in runbook.Parameters)
        {
            if (parameter.Name.StartsWith(OwnVariables, StringComparison.OrdinalIgnoreCase))
                yield return $"parameters: {parameter.Name} begins with {OwnVariables}, as settings of Ansible do";
            if (parameter is { IsSecret: true, Type: not (null or ParameterType.String) })
                yield return $"parameters: {parameter.Name} is secret and no string";
        }
    }

    private static IEnumerable<string> ArchiveFaults(PlaybookArchive archive)
    {
        if (!Sha256().IsMatch(archive.Sha256)) yield return "playbook.archive.sha256: is not 64 digits of 0-9 and a-f";
        if (archive.LengthBytes is < 1 or > PlaybookArchive.BytesMax)
            yield return $"playbook.archive.lengthBytes: {archive.LengthBytes} is not within 1 to {PlaybookArchive.BytesMax}";
        if (archive.UnpackedBytes is < 1 or > PlaybookArchive.UnpackedBytesMax)
            yield return $"playbook.archive.unpackedBytes: {archive.UnpackedBytes} is not within 1 to {PlaybookArchive.UnpackedBytesMax}";
    }

    private static IEnumerable<string> RequirementFaults(PlaybookRequirements requires)
    {
        const string field = "playbook.requires";
        if (requires.Ansible is { } version && !Version().IsMatch(version))
            yield return $"{field}.ansible: '{ShownText.Of(version)}' is no version such as 2.14";
        var lists = new (string Name, IReadOnlyList<string> Entries, Regex Form, string Example)[]
        {
            ("collections", requires.Collections, Collection(), "community.general, or community.general 8.0.0"),
            ("pythonModules", requires.PythonModules, PythonModule(), "psycopg2"),
            ("commands", requires.Commands, ProgramName(), "rsync"),
        };
        foreach (var (name, entries, form, example) in lists)
        {
            if (entries.Count > PlaybookRequirements.EntriesMax)
                yield return $"{field}.{name}: are more than {PlaybookRequirements.EntriesMax}";
            foreach (var entry in entries.Where(entry => entry is null || !form.IsMatch(entry)))
                yield return $"{field}.{name}: '{ShownText.Of(entry ?? "")}' is not written as {example}";
        }
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Sha256();

    [GeneratedRegex(@"\A[0-9]{1,4}(\.[0-9]{1,4}){1,2}\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,63}\.[a-z_][a-z0-9_]{0,63}( [0-9]{1,6}(\.[0-9]{1,6}){1,2})?\z")]
    private static partial Regex Collection();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,63}(\.[A-Za-z_][A-Za-z0-9_]{0,63}){0,7}\z")]
    private static partial Regex PythonModule();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}\z")]
    private static partial Regex ProgramName();
}
