using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Aops.ReleaseTool.Playbooks;

/// <summary>Looks at tasks, handlers and blocks, however deep they nest.</summary>
/// <param name="secrets">Names of secret parameters.</param>
/// <param name="add">Takes what is refused.</param>
internal sealed class TaskLint(IReadOnlyCollection<string> secrets, Action<LintFault> add)
{
    // Their arguments are seen by every user of the host.
    private static readonly string[] Commands = ["command", "shell", "raw", "script", "expect"];
    private static readonly string[] CommandTexts = ["cmd", "argv", "_raw_params", "command"];
    private static readonly string[] Includes =
        ["include_tasks", "import_tasks", "include_role", "import_role", "include"];
    private static readonly string[] Namespaces = ["ansible.builtin.", "ansible.legacy."];
    private static readonly string[] Locals = ["local", "ansible.builtin.local", "ansible.legacy.local"];
    private static readonly string[] Connections =
        ["ansible_connection", "ansible_host", "ansible_ssh_host", "ansible_python_interpreter"];

    // The known way to let a task fail where it only looks.
    private const string CheckMode = "ansible_check_mode";

    /// <summary>Looks at a task or a block.</summary>
    public void Check(string file, YamlNode task, TaskScope inherited)
    {
        var subject = SubjectOf(task);
        if (task is not YamlMappingNode)
        {
            Refuse(file, task, subject, "is no task");
            return;
        }
        CheckKeywords(file, subject, task);
        if (task.Member("vars") is { } variables) CheckVariables(file, subject, variables);
        var scope = task.Member("no_log") is { } shown ? new TaskScope(!shown.IsTrue()) : inherited;
        if (task.Member("block") is { } block)
        {
            CheckRescue(file, subject, task);
            YamlNode?[] lists = [block, task.Member("rescue"), task.Member("always")];
            foreach (var below in lists.SelectMany(list => list.Items()))
                Check(file, below, scope);
            return;
        }
        CheckFailedWhen(file, subject, task);
        CheckModule(file, subject, task);
        if (task.Member("delegate_to") is { } other && other.Text()?.Trim() != "localhost")
            Refuse(file, other, subject, "delegate_to names another host; a playbook acts on its own host alone");
        if (scope.ShowsLog && secrets.FirstOrDefault(secret => Mentions(task, secret)) is { } name)
        {
            Refuse(file, task.Member("no_log") ?? task, subject,
                $"uses the secret {name} and says no_log: false; write no_log: true, or leave no_log out");
        }
    }

    /// <summary>Looks at what plays, blocks, roles and tasks say alike.</summary>
    public void CheckKeywords(string file, string subject, YamlNode node)
    {
        foreach (var keyword in new[] { "ignore_errors", "ignore_unreachable" })
        {
            if (node.Member(keyword) is not { } value || value.IsFalse()) continue;
            if (keyword == "ignore_errors" && value.Text() is { } text && YamlWords.Unwrap(text) == CheckMode) continue;
            Refuse(file, value, subject,
                $"{keyword} hides a failure; write failed_when with the condition under which it has failed");
        }
        if (node.Member("connection") is { } connection && !Locals.Contains(connection.Text()?.Trim()))
            Refuse(file, connection, subject, "connection is not local; a playbook acts on its own host alone");
    }

    /// <summary>Looks at variables that would change where and how Ansible acts.</summary>
    public void CheckVariables(string file, string subject, YamlNode variables)
    {
        foreach (var (name, key, value) in variables.Members())
        {
            var isLocal = name == "ansible_connection" && Locals.Contains(value.Text());
            if (!Connections.Contains(name) || isLocal) continue;
            Refuse(file, key, subject, $"the variable {name} changes where Ansible acts; leave it out");
        }
    }

    private void CheckFailedWhen(string file, string subject, YamlNode task)
    {
        if (task.Member("failed_when") is not { } condition) return;
        var isNever = condition is YamlSequenceNode
            ? !condition.Items().Any() || condition.Items().Any(item => item.IsFalse())
            : condition.IsFalse();
        if (isNever)
            Refuse(file, condition, subject, "failed_when is never true, which hides a failure; write the condition under which it has failed");
    }

    private void CheckRescue(string file, string subject, YamlNode block)
    {
        if (block.Member("rescue") is not { } rescue || !rescue.Items().Any() || rescue.Items().Any(Fails)) return;
        var hint = rescue.Items().Any(task => task.Members().Any(member => Includes.Contains(ModuleOf(member.Name))))
            ? "; what it includes is not looked into"
            : "";
        Refuse(file, rescue, subject, $"its rescue hides a failure: no task of it is ansible.builtin.fail{hint}");
    }

    private static bool Fails(YamlNode task) =>
        task.Members().Any(member => ModuleOf(member.Name) == "fail")
        || (task.Member("block") is { } block && block.Items().Concat(task.Member("always").Items()).Any(Fails));

    private void CheckModule(string file, string subject, YamlNode task)
    {
        foreach (var (name, key, value) in task.Members())
        {
            // action: MODULE ARGUMENTS, and action: {module: MODULE}, name it as a value.
            var (module, arguments) = name is "action" or "local_action" ? ActionOf(value) : (ModuleOf(name), value);
            if (module == "meta" && arguments.Texts().Any(ClearsErrors))
                Refuse(file, key, subject, "meta: clear_host_errors hides a failure; leave it out");
            if (module == "set_fact") CheckVariables(file, subject, arguments);
            if (!Commands.Contains(module) || SecretIn(arguments) is not { } secret) continue;
            Refuse(file, key, subject,
                $"the secret {secret} would be an argument of a program, which every user of the host sees; give it by stdin or environment");
        }
    }

    private static bool ClearsErrors(string text) => text.Contains("clear_host_errors", StringComparison.Ordinal);

    private string? SecretIn(YamlNode arguments)
    {
        IEnumerable<YamlNode> seen = arguments is YamlMappingNode
            ? arguments.Members().Where(member => CommandTexts.Contains(member.Name)).Select(member => member.Value)
            : [arguments];
        return seen.SelectMany(node => secrets.Where(secret => Mentions(node, secret))).FirstOrDefault();
    }

    private static (string Module, YamlNode Arguments) ActionOf(YamlNode value) =>
        (ModuleOf(value.Member("module").Text() ?? value.Text()?.Trim().Split(' ')[0] ?? ""), value);

    private static string ModuleOf(string name)
    {
        var own = Namespaces.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        return own is null ? name : name[own.Length..];
    }

    private static bool Mentions(YamlNode node, string name) => node.Texts()
        .Any(text => text.Contains(name, StringComparison.Ordinal)
            && Regex.IsMatch(text, $@"\b{Regex.Escape(name)}\b"));

    private static string SubjectOf(YamlNode task)
    {
        var kind = task.Member("block") is null ? "task" : "block";
        var members = task.Members().Select(member => member.Name).ToList();
        var name = task.Member("name").Text()
            ?? members.FirstOrDefault(member => member.Contains('.', StringComparison.Ordinal))
            ?? members.FirstOrDefault() ?? "without a name";
        return $"{kind} '{name}'";
    }

    private void Refuse(string file, YamlNode at, string subject, string sentence) =>
        add(new LintFault(file, at.Line(), subject, sentence));
}
