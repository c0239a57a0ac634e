using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests.Runs;

/// <summary>
/// Playbooks by all the real programs and the distribution's Ansible: applied, checked for drift, applied again; values arrive
/// as they are; no restart costs output; a host that lacks something says what.
/// </summary>
public sealed class PlaybookTests() : OwnFleetTest("playbooks")
{
    private const string Secret = "s3cret-{{ 6 * 7 }}-'\"-tail";
    private const string Hostile = "{{ lookup('pipe', 'id') }} it's \"q\": 'x' # y\n- z {% raw %} https://a:b@c/?d=e";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    private OperatorCli _cli = null!;

    private string Made => Path.Combine(Fleet.Root.Path, "made");

    private string SetFolder => Path.Combine(Fleet.Root.Path, "sets");

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, Stop);
        await AddAsync("web", """
            [{ "name": "text", "type": "string", "default": "" }, { "name": "token", "type": "string", "isSecret": true },
             { "name": "names", "type": "list", "default": "[]" }, { "name": "port", "type": "integer", "default": "80" }]
            """, "", $$$"""
            - hosts: localhost
              gather_facts: false
              tasks:
                - name: writes
                  ansible.builtin.template: {src: page.j2, dest: "{{{Made}}}", mode: "0600"}
                  notify: tells
                - name: copies
                  ansible.builtin.copy: {src: plain.txt, dest: "{{{Made}}}.plain"}
                - name: reads
                  ansible.builtin.command: {cmd: cat, stdin: "{{ token | default('none') }}"}
                  changed_when: false
              handlers:
                - name: tells
                  ansible.builtin.command: /bin/true
            """);
        await AddAsync("slow", "[]", "", """
            - hosts: localhost
              gather_facts: false
              tasks:
                - name: line
                  ansible.builtin.shell: "sleep 0.5; echo {{ item }}"
                  loop: "{{ range(24) }}"
                  changed_when: false
                - name: last
                  ansible.builtin.command: /bin/true
            """);
        await AddAsync("bare", "[]", """ "command": { "env": { "PATH": "/nowhere" } },""", "- hosts: localhost\n  tasks: []\n",
            """, "requires": { "commands": ["no-such-command"] }""");
    }

    private async Task AddAsync(string name, string parameters, string command, string site, string more = "")
    {
        var folder = Path.Combine(SetFolder, name);
        Directory.CreateDirectory(Path.Combine(folder, "templates"));
        Directory.CreateDirectory(Path.Combine(folder, "files"));
        await File.WriteAllTextAsync(Path.Combine(folder, "templates/page.j2"), "{{ text }}|{{ token | default('') }}|{{ port + 1 }}|{{ names | join(',') }}", Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "files/plain.txt"), "{{ not a template }}\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "site.yml"), site, Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "runbook.json"), $$"""
            {
              "name": "{{name}}", "version": "1", "title": "A test", "description": "Writes two files.",
              "parameters": {{parameters}},{{command}}
              "playbook": { "file": "site.yml", "mayCheck": true{{more}} }
            }
            """, Stop);
        (await Command.RunAsync(Fleet.Programs.Program("aops-release"),
            ["playbook", "add", folder, "--repo", Fleet.Workshop.Repository, "--keys", Fleet.Workshop.Keys], Stop)).MustSucceed();
    }

    private static void RequireAnsible() => Assert.SkipUnless(
        File.Exists("/usr/bin/ansible-playbook"),
        "ansible-playbook is not here: apt-get install --no-install-recommends ansible-core");

    [Fact]
    public async Task Applied_DriftsByHand_IsFoundByACheck_AndRepairedByApplyingAgain()
    {
        RequireAnsible();
        await LogInAsync();

        var applied = (await RunAsync("--runbook", "web@1", "text=first")).MustSucceed();
        Assert.Contains("TASK writes (site.yml:4)", applied.Output, StringComparison.Ordinal);
        Assert.Equal("first||81|", await File.ReadAllTextAsync(Made, Stop));
        Assert.Equal("{{ not a template }}\n", await File.ReadAllTextAsync(Made + ".plain", Stop));
        await File.WriteAllTextAsync(Made, "by hand", Stop);

        var check = (await RunAsync("--runbook", "web@1", "--check", "text=first")).MustSucceed();
        Assert.Contains("-by hand", check.Output, StringComparison.Ordinal);
        Assert.Equal("by hand", await File.ReadAllTextAsync(Made, Stop));
        var drift = Json(await CliAsync("playbooks", "drift", "--state", "drifted", "-o", "json"))[0]!;
        Assert.Equal(("web", "writes", Made), ((string)drift["playbook"]!, (string)drift["tasks"]![0]!["task"]!,
            (string)drift["tasks"]![0]!["object"]!));

        (await RunAsync("--runbook", "web@1", "text=first")).MustSucceed();
        Assert.Equal("first||81|", await File.ReadAllTextAsync(Made, Stop));
        Assert.Empty(Json(await CliAsync("playbooks", "drift", "--state", "drifted", "-o", "json")).AsArray());
        // The archive was fetched once.
        Assert.Single(Directory.GetFiles(Agent.Layout.Playbooks));
        Assert.Contains("web", (await CliAsync("playbooks", "list")).MustSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("token:secret", (await CliAsync("playbooks", "show", "web@1")).MustSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_ArriveAsTheyAre_AndASecretIsInNoProcessAndNoLog()
    {
        RequireAnsible();
        await LogInAsync();
        var file = Path.Combine(Fleet.Root.Path, "params.json");
        await File.WriteAllTextAsync(file, new JsonObject
        {
            ["text"] = Hostile, ["token"] = Secret, ["port"] = 8080, ["names"] = new JsonArray("{{ text }}", "b c"),
        }.ToJsonString(), Stop);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var seen = Task.Run(() => Watch(watching.Token), Stop);

        var run = (await RunAsync("--runbook", "web@1", "--params", file)).MustSucceed();
        await watching.CancelAsync();

        Assert.Equal($"{Hostile}|{Secret}|8081|{{{{ text }}}},b c", await File.ReadAllTextAsync(Made, Stop));
        Assert.DoesNotContain("s3cret", run.Output + run.Error, StringComparison.Ordinal);
        Assert.True((await seen).Looks > 10);
        Assert.Null((await seen).Found);
        foreach (var log in Directory.EnumerateFiles(Agent.Layout.Log, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync(log, Stop), StringComparison.Ordinal);
        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task UpgradeOfSpm_AndRestartOfTheServer_InTheMiddle_CostNothing()
    {
        RequireAnsible();
        await LogInAsync();
        var orders = new RunOrders(Fleet.Server);
        var host = await Agent.IdAsync(Stop);
        var id = (await RunAsync("--runbook", "slow@1", "--detach")).MustSucceed().Output.Trim();
        await orders.WaitForPhaseAsync(id, "running", Long, Stop);

        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);
        await Agent.WaitForAsync(Role.Spm, "2.0.0 runs", status => status.Agent.Version == PublishedPrograms.Second, Long, Stop);
        Assert.Equal("running", RunOrders.PhaseOf(await orders.HostAsync(id, Stop)));
        await Fleet.Server.KillAsync(Stop);
        await Fleet.Server.StartAsync(Stop);

        var ended = await orders.WaitForEndAsync(id, Long, Stop);
        Assert.Equal(("succeeded", 0L), (RunOrders.PhaseOf(ended), (long)ended["outputMissing"]!));
        Assert.Equal("last", (string?)ended["playbook"]!["changed"]![0]!["task"]);
        var text = Encoding.UTF8.GetString(await orders.OutputAsync(id, host, "stdout", Stop));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => $"  item {i}: ok"),
            text.Split('\n').Where(line => line.StartsWith("  item ", StringComparison.Ordinal)));
        Assert.Contains("RECAP ok 2, changed 1, failed 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_ThatLacksSomething_SaysAllOfIt_AndRunsNothing()
    {
        await LogInAsync();

        var run = await RunAsync("--runbook", "bare@1");

        Assert.Contains("1 refused", run.Error, StringComparison.Ordinal);
        var id = (string)Json(await CliAsync("runs", "list", "-o", "json"))[0]!["id"]!;
        var row = await new RunOrders(Fleet.Server).HostAsync(id, Stop);
        Assert.StartsWith("playbook bare 1 is refused: this host lacks what the playbook requires: ansible-playbook in PATH (/nowhere; ",
            (string?)row["reason"], StringComparison.Ordinal);
        Assert.EndsWith("; the command no-such-command in PATH", (string?)row["reason"], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Agent.Layout.Playbooks));
    }

    // Looks at all that a user of the host can see of processes.
    private static (int Looks, string? Found) Watch(CancellationToken stop)
    {
        var (looks, found) = (0, (string?)null);
        for (; !stop.IsCancellationRequested && found is null; looks++)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[6])))
            {
                try
                {
                    foreach (var part in new[] { "cmdline", "environ" })
                    {
                        if (File.ReadAllText(Path.Combine(process, part)).Contains("s3cret", StringComparison.Ordinal))
                            found = $"{process}/{part}";
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It has ended.
                }
            }
        }
        return (looks, found);
    }

    // Files below the root of the host that hold the secret, once the run is over.
    private async Task<List<string>> LeftAsync()
    {
        var left = new List<string>();
        await Eventually.HoldsAsync("the files of the run are gone", Long, _ =>
        {
            left = [.. Directory.EnumerateFiles(Agent.Layout.State, "*", SearchOption.AllDirectories)
                .Where(file => TryRead(file).Contains("s3cret", StringComparison.Ordinal))];
            return Task.FromResult(left.Count == 0);
        }, Stop);
        return left;
    }

    private static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static JsonNode Json(CommandResult result) => JsonNode.Parse(result.MustSucceed().Output)!;

    private async Task LogInAsync()
    {
        _cli = await OperatorCli.LogInAsync(Fleet, Stop);
        await Eventually.GetAsync("the host is online", Long, async stop =>
            (await CliAsync("hosts", "list", "-q", "online", "-o", "name")).Output.Length > 0 ? "" : null, Stop);
    }

    private async Task<CommandResult> RunAsync(params string[] words) =>
        await CliAsync(["run", "--host", await Agent.IdAsync(Stop), .. words]);

    private Task<CommandResult> CliAsync(params string[] words) => _cli.RunAsync(Stop, words);
}
