using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Aops.ReleaseTool.Playbooks;

/// <summary>
/// Looks through all YAML of a set for what would hide a failure, act on another host, or show a secret. There is no way to
/// allow such a place: what a run says of a host has to be true.
/// </summary>
internal sealed class SetLint
{
    private const int DepthMax = 64;

    // What lies in these is data of modules, and no YAML of Ansible.
    private static readonly string[] DataFolders = ["files", "templates", "molecule", "tests"];
    private static readonly string[] VariableFolders = ["vars", "defaults", "group_vars", "host_vars"];
    private static readonly string[] OtherFolders =
        ["meta", "collections", "library", "module_utils", "filter_plugins"];

    private readonly List<LintFault> _faults = [];
    private readonly string _folder;
    private readonly PlayLint _plays;
    private readonly TaskLint _tasks;

    private SetLint(string folder, IReadOnlyCollection<string> secrets)
    {
        _folder = folder;
        _tasks = new TaskLint(secrets, _faults.Add);
        _plays = new PlayLint(_tasks, _faults.Add);
    }

    /// <summary>Looks through a set.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="files">Its files, relative to the folder.</param>
    /// <param name="playbook">The file that is run.</param>
    /// <param name="secrets">Names of its secret parameters.</param>
    /// <returns>What is refused, by file and line; empty if it may be signed.</returns>
    public static IReadOnlyList<LintFault> Check(
        string folder, IReadOnlyList<string> files, string playbook, IReadOnlyCollection<string> secrets)
    {
        var lint = new SetLint(folder, secrets);
        if (!files.Contains(playbook))
            lint._faults.Add(new LintFault(playbook, 1, "", "is not in the folder; name the playbook as playbook.file"));
        foreach (var file in files.Where(IsYaml)) lint.CheckFile(file, file == playbook);
        return
        [
            .. lint._faults.Distinct()
                .OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line),
        ];
    }

    private static bool IsYaml(string file)
    {
        var folders = file.Split('/')[..^1];
        return !folders.Any(folder => DataFolders.Contains(folder) || OtherFolders.Contains(folder))
            && (Path.GetExtension(file) is ".yml" or ".yaml"
                || (Path.GetExtension(file).Length == 0 && folders.Any(folder => VariableFolders.Contains(folder))));
    }

    private void CheckFile(string file, bool isPlaybook)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(_folder, file));
            if (FindShapeFault(text) is var (line, sentence))
            {
                _faults.Add(new LintFault(file, line, "", sentence));
                return;
            }
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            foreach (var document in stream.Documents) CheckDocument(file, document.RootNode, isPlaybook);
        }
        catch (YamlException e)
        {
            _faults.Add(new LintFault(file, e.Start.Line, "", "is no YAML; look at the indentation and the quotes here"));
        }
    }

    private void CheckDocument(string file, YamlNode root, bool isPlaybook)
    {
        CheckVault(file, root);
        if (file.Split('/')[..^1].Any(folder => VariableFolders.Contains(folder)))
        {
            _tasks.CheckVariables(file, "variables", root);
            return;
        }
        if (root is not YamlSequenceNode)
        {
            if (isPlaybook) _faults.Add(new LintFault(file, root.Line(), "", "is no list of plays"));
            return;
        }
        foreach (var item in root.Items())
        {
            if (isPlaybook || item.Member("hosts") is not null || PlayLint.IsImport(item)) _plays.Check(file, item);
            else _tasks.Check(file, item, inherited: TaskScope.Outermost);
        }
    }

    private void CheckVault(string file, YamlNode root)
    {
        foreach (var node in root.AllNodes.Where(node => !node.Tag.IsEmpty && node.Tag.Value == "!vault"))
        {
            _faults.Add(new LintFault(file, node.Line(), "",
                "is encrypted by Ansible Vault, and no host has the password; give the value as a secret parameter"));
        }
    }

    // Nodes are built and walked recursively: depth, and an alias within its own node, would overflow the stack.
    private static (long Line, string Sentence)? FindShapeFault(string text)
    {
        var parser = new Parser(new StringReader(text));
        var (depth, open) = (0, new Stack<AnchorName>());
        while (parser.MoveNext())
        {
            var part = parser.Current!;
            depth += part.NestingIncrease;
            if (depth > DepthMax) return (part.Start.Line, $"is nested deeper than {DepthMax}");
            if (part is MappingStart or SequenceStart) open.Push(((NodeEvent)part).Anchor);
            else if (part is MappingEnd or SequenceEnd) open.Pop();
            else if (part is AnchorAlias alias && open.Contains(alias.Value))
                return (part.Start.Line, $"the alias '{alias.Value}' stands within what it names");
        }
        return null;
    }
}
