using YamlDotNet.RepresentationModel;

namespace Aops.ReleaseTool.Playbooks;

/// <summary>Looks at plays: they are of this host alone, and ask for nothing.</summary>
internal sealed class PlayLint(TaskLint tasks, Action<LintFault> add)
{
    private static readonly string[] TaskLists = ["pre_tasks", "tasks", "post_tasks", "handlers"];
    private static readonly string[] OwnHosts = ["localhost", "all"];

    /// <summary>Whether an item of a playbook names another playbook.</summary>
    public static bool IsImport(YamlNode item) =>
        item.Member("import_playbook") is not null || item.Member("ansible.builtin.import_playbook") is not null;

    /// <summary>Looks at a play.</summary>
    public void Check(string file, YamlNode play)
    {
        var subject = $"play '{play.Member("name").Text() ?? play.Member("hosts").Text() ?? "without a name"}'";
        void Refuse(YamlNode at, string sentence) => add(new LintFault(file, at.Line(), subject, sentence));

        if (play is not YamlMappingNode)
        {
            Refuse(play, "is no play");
            return;
        }
        if (IsImport(play)) return;
        if (play.Member("hosts") is not { } hosts) Refuse(play, "has no hosts; write hosts: localhost");
        else if (!IsOwn(hosts)) Refuse(hosts, "has hosts other than this one; write hosts: localhost, or all");
        if (play.Member("vars_prompt") is { } prompt) Refuse(prompt, "vars_prompt asks, and a run has no terminal; use a parameter");
        tasks.CheckKeywords(file, subject, play);
        if (play.Member("vars") is { } variables) tasks.CheckVariables(file, subject, variables);
        var scope = new TaskScope(play.Member("no_log").IsFalse());
        foreach (var list in TaskLists)
        {
            foreach (var task in play.Member(list).Items()) tasks.Check(file, task, scope);
        }
        foreach (var role in play.Member("roles").Items().Where(role => role is YamlMappingNode))
        {
            var name = $"role '{(role.Member("role") ?? role.Member("name")).Text()}'";
            tasks.CheckKeywords(file, name, role);
            tasks.CheckVariables(file, name, role);
        }
    }

    private static bool IsOwn(YamlNode hosts) => hosts is YamlSequenceNode
        ? hosts.Items().Any() && hosts.Items().All(IsOwn)
        : hosts.Text() is { } text && OwnHosts.Contains(text.Trim());
}
