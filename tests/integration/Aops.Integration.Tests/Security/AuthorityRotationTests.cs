using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>A fleet of its own, whose authority is replaced and whose server moves, by what the operator signs.</summary>
public sealed class AuthorityRotationTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Probation = TimeSpan.FromSeconds(150);

    private readonly Fleet _fleet = new("authority");
    private AgentHost _agent = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ServerProcess Server => _fleet.Server;

    public async ValueTask InitializeAsync()
    {
        var workshop = _fleet.Workshop;
        await workshop.InitAsync(Stop);
        await workshop.AddAgentAsync(_fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await _fleet.StartServerAsync(Stop);
        await _fleet.PublishAsync(Stop);
        _agent = await _fleet.InstallAsync(Stop);
        // With this interval, the kill of spm and the restart of the server in the test do not count as
        // missed heartbeats.
        _agent.EditConf(("heartbeatInterval", "5s"));
        await WaitAsync("is accepted", s => s.LastHeartbeatAt is not null);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(_agent.LogTail());
        await _agent.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(_agent.Layout.Root);
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Sec_M6_Authority_IsReplaced_WhileTheFleetGoesOn()
    {
        var first = Assert.Single((await WaitAsync("reports its trust", s => s.Agent.Connection is { Authorities.Count: 1 }))
            .Agent.Connection!.Authorities);
        (await Server.AuthorityAsync(Stop, "rotate")).MustSucceed();
        var early = await Server.AuthorityAsync(Stop, "rotate", "--activate");
        Assert.NotEqual(0, early.ExitCode);
        Assert.Contains("1 of 1 hosts do not trust the second authority", early.Error, StringComparison.Ordinal);

        // The server alone changes nothing on a host; the operator's signature does.
        await _fleet.Workshop.SignAuthorityAsync(Stop, "--ca", Server.Authority);
        await _fleet.PublishAsync(Stop);
        var both = await WaitAsync("trusts both", s => s.Agent.Connection is { Authorities.Count: 2, Generation: 1 });
        Assert.Contains(first, both.Agent.Connection!.Authorities);
        await Eventually.HoldsAsync("ca.pem holds both", Soon,
            () => File.ReadAllText(_agent.Layout.TrustCa).Split("BEGIN CERTIFICATE").Length == 3, Stop);
        await Eventually.HoldsAsync("the server has heard of it", Soon, async token =>
            (await Server.AuthorityAsync(token, "rotate", "--activate")).ExitCode == 0, Stop);

        await Eventually.HoldsAsync("the second authority signs", Soon, async token =>
            await SawAsync("signs from now on", token), Stop);
        await AssertBeatsAsync();
        // A new connection, too: only the certificate of the second is shown by now.
        var spm = _agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);
        await _agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        await AssertBeatsAsync();
        (await Server.AuthorityAsync(Stop, "retire")).MustSucceed();
        var status = (await Server.AuthorityAsync(Stop, "status")).MustSucceed().Output;
        Assert.Contains("trusted by 1 of 1 hosts", status, StringComparison.Ordinal);
        await Server.StopAsync();
        await Server.StartAsync(Stop);
        await AssertBeatsAsync();

        // What is left of the first: a host that trusts only the second goes on.
        await _fleet.Workshop.SignAuthorityAsync(Stop, "--ca", Server.Authority);
        await _fleet.PublishAsync(Stop);
        var last = await WaitAsync("trusts the second alone", s => s.Agent.Connection is { Authorities.Count: 1, Generation: 2 });
        Assert.NotEqual(first, Assert.Single(last.Agent.Connection!.Authorities));
        await AssertBeatsAsync();
        Assert.DoesNotContain("is offline", await Server.Api.EventsAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_M6_SignedAddress_WhereNobodyAnswers_GoesBackByItself_AndIsNotTriedAgain()
    {
        var good = Server.Url.GetLeftPart(UriPartial.Authority);
        var dead = $"https://127.0.0.1:{FreePort.Find()}";
        await _fleet.Workshop.SignAuthorityAsync(Stop, "--server", dead);
        await _fleet.PublishAsync(Stop);

        await WaitAsync("tries the signed address", s => s.HeartbeatServer == dead);
        // A crash in between changes nothing.
        var spm = _agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);
        await _agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        var back = await _agent.WaitForAsync(Role.Spm, "is back",
            s => s.HeartbeatServer == good && s.HeartbeatFault is null && s.LastHeartbeatAt is not null, Probation, Stop);

        Assert.Equal(1, back.Agent.Connection!.FailedGeneration);
        Assert.Contains("generation 1", Assert.Single(back.Agent.Faults), StringComparison.Ordinal);
        await Eventually.HoldsAsync("the server is told", Soon, async token =>
            (await Server.AuthorityAsync(token, "status")).ExitCode == 0
            && (await Server.Api.EventsAsync(token)).Contains("generation 1", StringComparison.Ordinal), Stop);
        await AssertBeatsAsync();
        Assert.Equal(good, (await _agent.TryStatusAsync(Role.Spm, Stop))!.HeartbeatServer);
    }

    [Fact]
    public async Task Sec_M6_SignedAuthority_ThatTheServerDoesNotHave_GoesBackByItself()
    {
        var trust = await File.ReadAllTextAsync(_agent.Layout.TrustCa, Stop);
        await using var other = await ServerProcess.StartAsync(_fleet.Programs, _fleet.Root.Folder("other"), false, Stop);
        await _fleet.Workshop.SignAuthorityAsync(Stop, "--ca", other.Authority);
        await _fleet.PublishAsync(Stop);

        await WaitAsync("tries the signed authority", s => s.Agent.Connection?.State == ConnectionReport.Probation);
        var back = await _agent.WaitForAsync(Role.Spm, "is back", s =>
            s.Agent.Connection is { State: ConnectionReport.Proven, FailedGeneration: 1 } && s.HeartbeatFault is null,
            Probation, Stop);

        Assert.Contains("generation 1", Assert.Single(back.Agent.Faults), StringComparison.Ordinal);
        Assert.Equal(trust, await File.ReadAllTextAsync(_agent.Layout.TrustCa, Stop));
        await AssertBeatsAsync();
    }

    [Fact]
    public async Task Sec_M6_Server_MovesByASignedAddress_AndConfIsNotRewritten()
    {
        // The machine that takes over has what the old one had.
        await Server.StopAsync();
        var folder = _fleet.Root.Folder("moved");
        (await Command.RunAsync("cp", ["-a", Server.Data, folder], Stop)).MustSucceed();
        await Server.StartAsync(Stop);
        await using var moved = await ServerProcess.StartAsync(_fleet.Programs, folder, false, Stop);
        var conf = await File.ReadAllTextAsync(_agent.Layout.Conf, Stop);
        await _fleet.Workshop.SignAuthorityAsync(Stop, "--server", moved.Url.GetLeftPart(UriPartial.Authority));
        await _fleet.PublishAsync(Stop);

        var there = await WaitAsync("has moved", s =>
            s.Agent.Connection is { State: ConnectionReport.Proven, Generation: 1 }
            && s.HeartbeatServer == moved.Url.GetLeftPart(UriPartial.Authority));

        Assert.Empty(there.Agent.Faults);
        Assert.Equal(conf, await File.ReadAllTextAsync(_agent.Layout.Conf, Stop));
        await Server.StopAsync();
        var spm = _agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);
        await _agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        await AssertBeatsAsync();
        var status = await _agent.ServiceAsync(Stop, "status");
        Assert.Contains($"server     {moved.Url.GetLeftPart(UriPartial.Authority)}", status.Output, StringComparison.Ordinal);
        Assert.Contains("conf.yml, from before generation 1", status.Output, StringComparison.Ordinal);
    }

    private async Task<bool> SawAsync(string words, CancellationToken cancellationToken)
    {
        try
        {
            await Server.ReconnectAsync(cancellationToken);
            return (await Server.Api.EventsAsync(cancellationToken)).Contains(words, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task AssertBeatsAsync()
    {
        var begun = DateTimeOffset.UtcNow;
        await WaitAsync("beats", s => s.LastHeartbeatAt > begun && s.HeartbeatFault is null);
    }

    private Task<StatusReply> WaitAsync(string what, Func<StatusReply, bool> fits) =>
        _agent.WaitForAsync(Role.Spm, what, fits, Soon, Stop);
}
