using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Security;

/// <summary>A desired state is not signed: no server, whatever it answers, makes a host run other than what was signed.</summary>
[Collection(SettableCollection.Name)]
public sealed class SettableTests(SettableFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private AgentHost _agent = null!;
    private long _revision = 1_000_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await fixture.InstallAsync(Stop);

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(_agent.LogTail());
        if (File.Exists(_agent.Layout.ServiceProgram)) await _agent.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(_agent.Layout.Root);
    }

    [Fact]
    public Task Sec_C1_BashEnvOfAServer_IsNotApplied() => AttackAsync(SettableFixture.Bash,
        loot => ($$"""{"BASH_ENV":"$(touch {{loot}};echo /dev/null)"}""", null), "BASH_ENV");

    [Fact]
    public Task Sec_C1_LoaderVariablesOfAServer_AreNotApplied() => AttackAsync(Fleet.OwnSubAgent,
        _ => ($$"""{"LD_PRELOAD":"{{fixture.Library}}"}""", null), "LD_PRELOAD", () => SettableFixture.LoadedBy(fixture.Library).Length == 0);

    [Fact]
    public Task Sec_C1_ReportFileOfAServer_OverwritesNothing() => AttackAsync(Fleet.OwnSubAgent,
        loot => ($$"""{"AOPS_REPORT_FILE":"{{loot}}"}""", null), "AOPS_REPORT_FILE");

    [Fact]
    public Task Sec_C1_PathOfAServer_IsNotApplied() => AttackAsync(SettableFixture.Rooted,
        _ => ("""{"PATH":"/tmp:/bin:/usr/bin"}""", null), "PATH", () => !Log(SettableFixture.Rooted).Contains("path=/tmp"));

    [Fact]
    public Task Sec_C1_ArgumentsOfAServer_AreNotApplied() => AttackAsync(SettableFixture.Rooted,
        _ => ("{}", """["--evil"]"""), "args", () => !Log(SettableFixture.Rooted).Contains("--evil"));

    [Fact]
    public Task Sec_C1_AVariableThatNobodyDeclared_IsNotApplied_AndNoValueThatDoesNotMatch() => AttackAsync(
        SettableFixture.Rooted, _ => ("""{"ANYTHING":"1","GREETING":"$(id)"}""", null), "GREETING",
        () => !Log(SettableFixture.Rooted).Contains("greeting=$(id)") && !EnvironmentOf("rooted").Contains("ANYTHING"));

    [Fact]
    public async Task Sec_C1_WhatIsDeclared_IsStillApplied()
    {
        await using var hostile = await HostileAsync(SettableFixture.Rooted, """{"GREETING":"good evening"}""", null);

        await Eventually.HoldsAsync("the greeting is there", Soon,
            () => Log(SettableFixture.Rooted).Contains("greeting=good evening"), Stop);
        var status = await _agent.WaitForSubAgentAsync(SettableFixture.Rooted, Soon, Stop);
        Assert.Null(status.Fault);
    }

    [Theory]
    [InlineData("""{"LD_PRELOAD":"/x.so"}""", "null", "subAgents[0].env.LD_PRELOAD")]
    [InlineData("""{"BASH_ENV":"/x"}""", "null", "subAgents[0].env.BASH_ENV")]
    [InlineData("""{"AOPS_REPORT_FILE":"/etc/x"}""", "null", "subAgents[0].env.AOPS_REPORT_FILE")]
    [InlineData("""{"PATH":"/tmp"}""", "null", "subAgents[0].env.PATH")]
    [InlineData("""{"A":null}""", "null", "subAgents[0].env.A")]
    [InlineData("{}", "[null]", "subAgents[0].args[0]")]
    public async Task Sec_C1_TheOperatorIsTold_WhatNoHostWouldApply(string env, string args, string field)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OrderAsync(SettableFixture.Rooted, env, args));

        Assert.Contains("422", refused.Message, StringComparison.Ordinal);
        Assert.Contains(field, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_C1_AnOrdersUndeclaredVariable_IsNotApplied_AndTheServerIsTold()
    {
        await OrderAsync(SettableFixture.Rooted, """{"ANYTHING":"1"}""", """["--evil"]""");

        var status = await _agent.WaitForAsync(Role.Spm, "the wish is refused, or applied",
            s => IsTold(s, SettableFixture.Rooted, "ANYTHING") || IsLogged("--evil"), Soon, Stop);
        Assert.False(IsLogged("--evil"));
        Assert.True(IsTold(status, SettableFixture.Rooted, "ANYTHING"));
        var id = await _agent.IdAsync(Stop);
        await Eventually.HoldsAsync("the server shows it", Soon, async token =>
            (await fixture.Fleet.Server.Api.GetAgentAsync(id, token)).ToJsonString().Contains("ANYTHING is not declared",
                StringComparison.Ordinal), Stop);
    }

    [Fact]
    public async Task HostMetrics_RunsAsNobody_AndReports()
    {
        await OrderAsync(Fleet.OwnSubAgent, """{"INTERVAL_SECONDS":"2"}""", "null");

        var status = await _agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Soon, Stop, s => s.Report is not null);

        Assert.Null(status.Fault);
        var uid = File.ReadLines($"/proc/{status.Pid}/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal));
        if (Environment.IsPrivilegedProcess) Assert.DoesNotContain("\t0", uid, StringComparison.Ordinal);
    }

    // First as it was signed; then a server in an attacker's hands answers.
    private async Task AttackAsync(
        string name, Func<string, (string Env, string? Args)> attack, string told, Func<bool>? isUnharmed = null)
    {
        var loot = Path.Combine(fixture.Loot, $"loot-{Guid.NewGuid():N}");
        var (env, args) = attack(loot);
        await using var hostile = await HostileAsync(name, env, args);

        bool IsHarmed() => File.Exists(loot) || isUnharmed?.Invoke() == false;
        var status = await Eventually.GetAsync("the wish is refused, or does its harm", Soon, async token =>
            await _agent.TryStatusAsync(Role.Spm, token) is { } now && (IsHarmed() || IsTold(now, name, told)) ? now : null,
            Stop);
        Assert.False(IsHarmed());
        Assert.True(IsTold(status, name, told));
        // It goes on as it was signed.
        await _agent.WaitForSubAgentAsync(name, Soon, Stop);
        Assert.False(IsHarmed());
    }

    private static bool IsTold(StatusReply status, string name, string told) =>
        status.SubAgents.Any(a => a.Name == name && a.Fault?.Contains(told, StringComparison.Ordinal) == true);

    private async Task<HostileServer> HostileAsync(string name, string env, string? args)
    {
        await OrderAsync(name, "{}", "null");
        await _agent.WaitForSubAgentAsync(name, Soon, Stop);
        var wish = $$"""
            {"schema":1,"revision":{{++_revision}},"subAgents":[{"name":"{{name}}","version":"1.0.0","running":true,
             "env":{{env}},"args":{{args ?? "null"}}}]}
            """;
        var hostile = await HostileServer.StartAsync(fixture.Fleet.Server.Data, 0, _ => HostileServer.Reply(wish));
        _agent.EditConf(("heartbeatSrv", hostile.Url.GetLeftPart(UriPartial.Authority)));
        return hostile;
    }

    private Task OrderAsync(string name, string env, string args) => fixture.Fleet.OrderSubAgentsAsync(_agent,
    [
        new()
        {
            ["name"] = name, ["version"] = "1.0.0", ["env"] = JsonNode.Parse(env), ["args"] = JsonNode.Parse(args),
        },
    ], Stop);

    private bool IsLogged(string text) => File.Exists(_agent.Layout.SubAgentLog(SettableFixture.Rooted))
        && Log(SettableFixture.Rooted).Contains(text, StringComparison.Ordinal);

    private string Log(string name) => File.ReadAllText(_agent.Layout.SubAgentLog(name));

    private string EnvironmentOf(string name)
    {
        var state = JsonNode.Parse(File.ReadAllText(_agent.Layout.SubAgentState(name)))!;
        var buffer = new byte[ProcEnvironment.UsualBytes];
        return System.Text.Encoding.UTF8.GetString(ProcEnvironment.Read((int)state["pid"]!, ref buffer));
    }
}
