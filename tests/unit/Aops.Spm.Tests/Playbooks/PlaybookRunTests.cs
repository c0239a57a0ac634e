using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.Spm.Playbooks;
using Aops.Spm.Runs;
using Aops.Spm.Tests.Runs;

namespace Aops.Spm.Tests.Playbooks;

/// <summary>Playbooks by the real ansible-playbook, the real keeper and the callback: what is changed, told and shown.</summary>
public sealed class PlaybookRunTests : IAsyncDisposable
{
    private const string Hostile = "{{ lookup('pipe', 'id') }} it's \"q\": 'x' # y\n- z {% raw %} https://a:b@c/?d=e";

    private readonly RunBench _bench = new();
    private readonly string _sets = Directory.CreateTempSubdirectory("aops-sets-").FullName;

    private string Made => Path.Combine(_sets, "made");

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        Directory.Delete(_sets, recursive: true);
    }

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_sets, "set", path))!);
        File.WriteAllText(Path.Combine(_sets, "set", path), content);
    }

    private async Task<RunReport> RunAsync(
        string id, bool isCheck = false, IReadOnlyList<RunbookParameter>? parameters = null, params (string Name, string Value)[] values)
    {
        AnsibleHere.Require();
        var (content, archive) = PlaybookPacker.Pack(Path.Combine(_sets, "set"));
        var file = Path.Combine(_sets, id + ".tar.zst");
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        var runbook = new Runbook
        {
            Name = "set", Version = "1", Title = "t", Description = "d", Parameters = parameters ?? [],
            Command = new RunCommand { Args = [Playbook.ProgramName], TimeoutSeconds = 120 },
            Playbook = new Playbook { Archive = archive, File = "site.yml", MayCheck = true },
        };
        var bound = Assert.IsType<RunbookBinding.Bound>(runbook.Bind(values.ToDictionary(v => v.Name, v => v.Value)));
        var order = _bench.Order(id, "unused");
        _bench.Verdicts[id] = new RunVerdict.Allowed(bound.Command)
        {
            StartBefore = order.StartBefore, Parameters = bound.Parameters,
            Playbook = new PlaybookRun(runbook.Playbook, file, isCheck, bound.Secrets),
        };
        if (_bench.Service is null) await _bench.StartAsync();
        _bench.Offer(order);
        return await _bench.FinalAsync(id);
    }

    [Fact]
    public async Task Applied_ThenCheckedAfterAnEditByHand_TellsTheDrift_AndIsRepairedByApplyingAgain()
    {
        Write("site.yml", $"- hosts: localhost\n  gather_facts: false\n  vars: {{made: {Made}}}\n  roles: [one]\n");
        Write("roles/one/tasks/main.yml", "- name: writes\n  ansible.builtin.template: {src: a.j2, dest: '{{ made }}'}\n  notify: tells\n");
        Write("roles/one/handlers/main.yml", "- name: tells\n  ansible.builtin.command: /bin/true\n");
        Write("roles/one/templates/a.j2", "wanted\n");

        var first = await RunAsync("r1");
        Assert.Equal((RunPhase.Succeeded, null), (first.Phase, first.Reason));
        Assert.Equal(["one : writes", "one : tells"], first.Playbook!.Changed.Select(task => task.Task));
        Assert.Equal(("roles/one/tasks/main.yml:1", Made), (first.Playbook.Changed[0].Path, first.Playbook.Changed[0].Object));
        await File.WriteAllTextAsync(Made, "by hand\n", TestContext.Current.CancellationToken);

        var check = await RunAsync("r2", isCheck: true);
        Assert.Equal((RunPhase.Succeeded, true), (check.Phase, check.Playbook!.Check));
        Assert.Equal("one : writes", check.Playbook.Changed[0].Task);
        Assert.Equal(Made, check.Playbook.Changed[0].Object);
        Assert.True(check.Playbook.Changed[0].DiffBytes > 0);
        Assert.Contains("-by hand\n+wanted\n", _bench.Server.Text("r2"), StringComparison.Ordinal);
        Assert.Equal("by hand\n", await File.ReadAllTextAsync(Made, TestContext.Current.CancellationToken));

        await RunAsync("r3");
        var last = await RunAsync("r4", isCheck: true);
        Assert.Equal("wanted\n", await File.ReadAllTextAsync(Made, TestContext.Current.CancellationToken));
        Assert.Equal((0, 0), (last.Playbook!.Changed.Count, last.Playbook.Recap!.Changed));
    }

    [Fact]
    public async Task Failure_IsTheReason_WithTaskAndPlace()
    {
        Write("site.yml", """
            - hosts: localhost
              gather_facts: false
              tasks:
                - block:
                    - name: rescued
                      ansible.builtin.command: /bin/false
                  rescue:
                    - ansible.builtin.debug: {msg: again}
                - name: looks
                  ansible.builtin.command: ls /no/such/file
                - name: never
                  ansible.builtin.command: /bin/true
            """);

        var report = await RunAsync("r1");

        Assert.Equal((RunPhase.Failed, 2), (report.Phase, report.ExitCode));
        Assert.StartsWith("the task 'looks' (site.yml:9) failed: non-zero return code: ls: ", report.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (report.Playbook!.Recap!.Failed, report.Playbook.Recap.Rescued, report.Playbook.Changed.Count));
        Assert.Equal(["looks"], report.Playbook.Failed.Select(task => task.Task));
        Assert.Equal("", _bench.Server.Text("r1", OutputStream.Error));
        var text = _bench.Server.Text("r1", OutputStream.Out);
        Assert.StartsWith("  failed: ", text[(int)report.Playbook.Failed[0].Offset..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_ArriveAsTheyAre_AndASecretIsInNoOutputAndNoReport()
    {
        const string secret = "s3cret-{{ 1 + 1 }}-é'\"";
        Write("site.yml", $$$"""
            - hosts: localhost
              gather_facts: false
              tasks:
                - ansible.builtin.copy: {dest: "{{{Made}}}", content: "{{ text }}|{{ token }}|{{ port + 1 }}|{{ names[0] }}|{{ more.a }}|{{ on | bool }}"}
                - ansible.builtin.debug: {msg: "{{ token }} {{ text }}"}
                - name: fails with {{ token }}
                  ansible.builtin.fail: {msg: "{{ token }}"}
            """);
        RunbookParameter[] parameters =
        [
            new() { Name = "text", Type = ParameterType.String }, new() { Name = "token", Type = ParameterType.String, IsSecret = true },
            new() { Name = "port", Type = ParameterType.Integer }, new() { Name = "names", Type = ParameterType.List },
            new() { Name = "more", Type = ParameterType.Map }, new() { Name = "on", Type = ParameterType.Boolean },
        ];

        var report = await RunAsync("r1", isCheck: false, parameters, ("text", Hostile), ("token", secret), ("port", "80"),
            ("names", """["{{ text }}"]"""), ("more", """{"a": "yes: {{ on }}"}"""), ("on", "false"));

        Assert.Equal($"{Hostile}|{secret}|81|{{{{ text }}}}|yes: {{{{ on }}}}|False",
            await File.ReadAllTextAsync(Made, TestContext.Current.CancellationToken));
        Assert.Equal("the task 'fails with ***' (site.yml:6) failed: ***", report.Reason);
        var shown = _bench.Server.Text("r1");
        Assert.Contains("ok: *** {{ lookup('pipe', 'id') }} it's", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", shown, StringComparison.Ordinal);
        Assert.False(File.Exists(_bench.Folder("r1").Parameters));
        Assert.False(File.Exists(_bench.Folder("r1").Secrets));
    }

    [Fact]
    public async Task Settings_OfTheSetAndOfTheUser_DoNotCount()
    {
        Write("site.yml", "- hosts: all\n  tasks:\n    - ansible.builtin.debug: {msg: \"{{ inventory_hostname }} {{ ansible_connection }}\"}\n");
        Write("ansible.cfg", "[defaults]\nstdout_callback = minimal\nforce_color = true\n");

        var report = await RunAsync("r1");

        Assert.Equal(RunPhase.Succeeded, report.Phase);
        Assert.Contains("ok: localhost local\n", _bench.Server.Text("r1"), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", _bench.Server.Text("r1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Playbook_ThatIsNone_Fails_AndItsOutputSaysWhy()
    {
        Write("site.yml", "- hosts: localhost\n  tasks:\n    - no_such_module: {}\n");

        var report = await RunAsync("r1");

        Assert.Equal((RunPhase.Failed, 4), (report.Phase, report.ExitCode));
        Assert.Contains("no_such_module", _bench.Server.Text("r1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_ThatWasReplaced_IsNotRun()
    {
        Write("site.yml", "- hosts: localhost\n  tasks: []\n");
        var archive = PlaybookPacker.Pack(Path.Combine(_sets, "set")).Archive;
        var file = Path.Combine(_sets, "other");
        await File.WriteAllTextAsync(file, "other", Encoding.UTF8, TestContext.Current.CancellationToken);
        _bench.Verdicts["r1"] = new RunVerdict.Allowed(new RunCommand { Args = ["/bin/true"] })
        {
            StartBefore = DateTimeOffset.UtcNow.AddHours(1), Parameters = "{}"u8.ToArray(),
            Playbook = new PlaybookRun(new Playbook { Archive = archive, File = "site.yml" }, file, false, []),
        };
        await _bench.StartAsync();
        _bench.Offer("r1", "true");

        var report = await _bench.FinalAsync("r1");

        Assert.Equal(RunPhase.Failed, report.Phase);
        Assert.Contains("is not the archive that is signed", report.Reason, StringComparison.Ordinal);
    }
}
