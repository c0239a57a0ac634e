using Aops.Contracts;

namespace Aops.ReleaseTool.Tests;

/// <summary>What a playbook may not say: it is refused with file, line and task, and there is no way to allow it.</summary>
public sealed class PlaybookLintTests : IDisposable
{
    private const string Description = """
        {
          "name": "web", "version": "1", "title": "Web", "description": "Sets up the web server.",
          "parameters": [{ "name": "token", "type": "string", "isSecret": true, "isRequired": true }],
          "playbook": { "file": "site.yml", "mayCheck": true }
        }
        """;

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private async Task<string> CheckAsync(string site, string roleTasks = "- ansible.builtin.debug: {msg: x}\n")
    {
        _tool.Write("set/runbook.json", Description);
        _tool.Write("set/site.yml", site);
        _tool.Write("set/roles/web/tasks/main.yml", roleTasks);
        var code = await _tool.RunAsync("playbook", "check", _tool["set"]);
        Assert.Equal(_tool.Error.Length == 0 ? ExitCodes.Ok : ExitCodes.BadData, code);
        return _tool.Error;
    }

    private static string Play(string tasks) => $"- hosts: localhost\n  tasks:\n{tasks}";

    public static TheoryData<string, int, string> Refused() => new()
    {
        { "    - name: a\n      command: x\n      ignore_errors: true\n", 5, "task 'a': ignore_errors hides a failure" },
        { "    - name: a\n      command: x\n      ignore_errors: yes\n", 5, "task 'a': ignore_errors hides" },
        { "    - name: a\n      command: x\n      ignore_errors: \"{{ lazy }}\"\n", 5, "task 'a': ignore_errors hides" },
        { "    - name: a\n      command: x\n      ignore_unreachable: true\n", 5, "ignore_unreachable hides" },
        { "    - name: a\n      command: x\n      failed_when: false\n", 5, "failed_when is never true" },
        { "    - name: a\n      command: x\n      failed_when: \"{{ false }}\"\n", 5, "failed_when is never true" },
        { "    - name: a\n      command: x\n      failed_when: [x.rc != 0, no]\n", 5, "failed_when is never true" },
        { "    - name: a\n      command: x\n      failed_when: []\n", 5, "failed_when is never true" },
        { "    - name: a\n      ansible.builtin.meta: clear_host_errors\n", 4, "meta: clear_host_errors hides" },
        { "    - name: a\n      action: meta clear_host_errors\n", 4, "meta: clear_host_errors hides" },
        { "    - name: a\n      copy: {content: '{{ token }}', dest: /x}\n      no_log: false\n", 5, "uses the secret token and says no_log: false" },
        { "    - name: b\n      no_log: no\n      block:\n        - name: a\n          copy: {content: '{{ token }}', dest: /x}\n", 6, "task 'a': uses the secret token" },
        { "    - name: a\n      shell: echo {{ token }}\n", 4, "the secret token would be an argument" },
        { "    - name: a\n      command: {argv: [echo, '{{ token }}']}\n", 4, "the secret token would be an argument" },
        { "    - name: a\n      delegate_to: web-2\n      command: x\n", 4, "delegate_to names another host" },
        { "    - name: a\n      connection: ssh\n      command: x\n", 4, "connection is not local" },
        { "    - name: a\n      set_fact: {ansible_connection: ssh}\n", 4, "the variable ansible_connection changes where" },
        { "    - name: b\n      block:\n        - command: x\n      rescue:\n        - debug: {msg: never mind}\n", 7, "block 'b': its rescue hides a failure" },
        { "    - block:\n        - block:\n            - name: deep\n              command: x\n              ignore_errors: on\n", 7, "task 'deep': ignore_errors hides" },
        { "    - block:\n        - command: x\n      always:\n        - name: last\n          command: y\n          failed_when: no\n", 8, "task 'last': failed_when is never" },
        { "    - name: a\n      copy: {content: !vault x, dest: /x}\n", 4, "encrypted by Ansible Vault" },
        { "    - name: a\n     command: x\n", 4, "is no YAML" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Task_ThatHides_IsRefusedWithItsLine(string tasks, int line, string sentence)
    {
        var error = await CheckAsync(Play(tasks));

        Assert.Contains($"site.yml:{line}: ", error, StringComparison.Ordinal);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Contains("nothing was signed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- hosts: web\n  tasks: []\n", "play 'web': has hosts other than this one")]
    [InlineData("- hosts: [localhost, web-1]\n  tasks: []\n", "has hosts other than this one")]
    [InlineData("- hosts: localhost:web\n  tasks: []\n", "has hosts other than this one")]
    [InlineData("- name: x\n  tasks: []\n", "play 'x': has no hosts")]
    [InlineData("- hosts: all\n  connection: ssh\n", "play 'all': connection is not local")]
    [InlineData("- hosts: all\n  ignore_errors: true\n", "play 'all': ignore_errors hides")]
    [InlineData("- hosts: all\n  vars: {ansible_host: other}\n", "the variable ansible_host changes where")]
    [InlineData("- hosts: all\n  vars_prompt: [{name: x}]\n", "vars_prompt asks")]
    [InlineData("- hosts: all\n  roles: [{role: web, ignore_errors: true}]\n", "role 'web': ignore_errors hides")]
    [InlineData("hosts: all\n", "is no list of plays")]
    public async Task Play_OfAnotherHost_IsRefused(string site, string sentence) =>
        Assert.Contains(sentence, await CheckAsync(site), StringComparison.Ordinal);

    [Fact]
    public async Task Role_IsLookedInto_AndAllFaultsAreToldAtOnce()
    {
        var error = await CheckAsync(
            Play("    - name: a\n      command: x\n      ignore_errors: true\n"),
            "- name: one\n  command: x\n\n- name: two\n  command: y\n  failed_when: false\n");

        Assert.Contains("roles/web/tasks/main.yml:6: task 'two': failed_when", error, StringComparison.Ordinal);
        Assert.Contains("site.yml:5: task 'a': ignore_errors", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    - name: a\n      command: x\n      ignore_errors: false\n")]
    [InlineData("    - name: a\n      command: x\n      ignore_errors: \"{{ ansible_check_mode }}\"\n")]
    [InlineData("    - name: a\n      command: x\n      register: r\n      failed_when: r.rc not in [0, 3]\n")]
    [InlineData("    - block:\n        - command: x\n      rescue:\n        - debug: {msg: a}\n        - ansible.builtin.fail: {msg: no}\n")]
    [InlineData("    - copy: {content: '{{ token }}', dest: /x}\n      no_log: true\n")]
    [InlineData("    - command: {cmd: login, stdin: '{{ token }}'}\n")]
    [InlineData("    - command: echo {{ tokens }}\n")]
    [InlineData("    - template: {src: a, dest: b}\n      delegate_to: localhost\n      connection: local\n")]
    [InlineData("    - debug: {msg: 'ignore_errors: true'}\n")]
    public async Task Task_ThatHidesNothing_IsTaken(string tasks) => Assert.Equal("", await CheckAsync(Play(tasks)));

    [Fact]
    public async Task Data_IsNoPlaybook()
    {
        _tool.Write("set/files/a.yml", "- ignore_errors: true\n");
        _tool.Write("set/roles/web/templates/b.yml", "{{ not yaml\n");

        Assert.Equal("", await CheckAsync(Play("    - command: x\n")));
    }

    [Fact]
    public async Task Alias_OfItself_AndDepth_AreRefused()
    {
        Assert.Contains("stands within what it names", await CheckAsync("- &a\n  hosts: all\n  vars: *a\n"), StringComparison.Ordinal);
        Assert.Contains("nested deeper", await CheckAsync(new string('[', 100) + new string(']', 100)), StringComparison.Ordinal);
    }
}
