using System.Security.Cryptography;
using System.Text;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.RepositorySimulator;
using Aops.Spm.Releases;
using Aops.Spm.Playbooks;
using Aops.Spm.Runs;

namespace Aops.Spm.Tests.Runs;

/// <summary>Which orders a host takes, by its policy and by what is signed.</summary>
public sealed class RunVerifierTests : IDisposable
{
    private static readonly RunbookReference Restart = new("restart", "1");
    private static readonly RunCommand True = new() { Args = ["/bin/true"] };

    private readonly SignedRuns _runs = new();
    private readonly ECDsa _key = SignedRuns.NewKey();

    public RunVerifierTests()
    {
        _runs.AddRunbook();
        _runs.AddCommanders(1, [_key]);
        _runs.Repository.Publish();
    }

    public void Dispose()
    {
        _runs.Dispose();
        _key.Dispose();
    }

    private RunOrder OfRunbook(string unit = "nginx") =>
        _runs.Order(Restart) with { Parameters = new Dictionary<string, string> { ["unit"] = unit } };

    private RunOrder OfEnvelope(SignedCommand? command = null) =>
        _runs.Order(envelope: SignedRuns.Sign(command ?? _runs.Command(), _key));

    private RunOrder OfLog(LogOrder log) => _runs.Order() with { Log = log };

    private async Task<RunVerdict.Allowed> AllowAsync(RunOrder order) =>
        Assert.IsType<RunVerdict.Allowed>(await _runs.VerifyAsync(order));

    private async Task RefuseAsync(string sentence, RunOrder order) => Assert.Contains(
        sentence, Assert.IsType<RunVerdict.Refused>(await _runs.VerifyAsync(order)).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task None_RunsNothing()
    {
        _runs.Policy = RunPolicy.None;

        foreach (var order in new[] { OfRunbook(), OfEnvelope(), _runs.Order(command: True) })
            await RefuseAsync("conf.yml of this host says runs: none", order);
    }

    [Fact]
    public async Task PolicyOfALaterVersion_RunsNothing()
    {
        _runs.Policy = (RunPolicy)(-1);

        await RefuseAsync("none", OfRunbook());
    }

    [Fact]
    public async Task Signed_RunsNoPlainCommand()
    {
        await RefuseAsync("the command is not signed", _runs.Order(command: True));
        _runs.Policy = RunPolicy.Any;
        Assert.Equal(True, (await AllowAsync(_runs.Order(command: True))).Command);
        await RefuseAsync("args: are 0", _runs.Order(command: new RunCommand { Args = [] }));
    }

    [Theory]
    [InlineData(RunPolicy.Signed)]
    [InlineData(RunPolicy.Any)]
    public async Task SignedRunbook_IsBound(RunPolicy policy)
    {
        _runs.Policy = policy;

        var allowed = await AllowAsync(OfRunbook());

        Assert.Equal(["/bin/systemctl", "restart", "nginx"], allowed.Command.Args!);
        Assert.Equal("""{"unit":"nginx"}""", Encoding.UTF8.GetString(allowed.Parameters!));
        Assert.Null(allowed.Nonce);
        Assert.Equal(_runs.Clock.GetUtcNow().AddHours(2), allowed.StartBefore);
    }

    [Fact]
    public async Task RunbookThatIsNotSigned_AndValuesThatAreNotAllowed_AreNamed()
    {
        await RefuseAsync("the operator has signed no runbook restart 2", _runs.Order(new("restart", "2")));
        await RefuseAsync("the operator has signed no runbook ../x 1", _runs.Order(new("../x", "1")));
        await RefuseAsync("the parameter unit is missing", _runs.Order(Restart));
        await RefuseAsync("does not match", OfRunbook("a b"));
    }

    [Fact]
    public async Task SignedCommand_IsAllowed_WithItsNonceAndItsExpiry()
    {
        var allowed = await AllowAsync(OfEnvelope());

        Assert.Equal(["/bin/true"], allowed.Command.Args!);
        Assert.Equal("n1", allowed.Nonce);
        Assert.Equal(_runs.Clock.GetUtcNow().AddHours(1), allowed.StartBefore);
        Assert.Null(allowed.Parameters);
    }

    [Fact]
    public async Task RunbookThatNeedsASignature_RunsBySignedCommandAlone()
    {
        _runs.AddRunbook("wipe", needsSignature: true);
        _runs.Repository.Publish();
        var wipe = new RunbookReference("wipe", "1");

        await RefuseAsync("runbook wipe 1 needs a signed command", OfRunbook() with { Runbook = wipe });
        var allowed = await AllowAsync(OfEnvelope(_runs.Command(runbook: wipe)));

        Assert.Equal("nginx", allowed.Command.Args![2]);
        Assert.Equal("n1", allowed.Nonce);
    }

    [Theory]
    [InlineData("deploy", true)]
    [InlineData(null, false)]
    [InlineData("root", false)]
    public async Task SignersUsers_HoldForRunbooksToo(string? user, bool isAllowed)
    {
        _runs.AddRunbook("own", user: user);
        _runs.AddCommanders(2, [_key], users: ["deploy"]);
        _runs.Repository.Publish();
        var order = OfEnvelope(_runs.Command(runbook: new("own", "1")));

        if (isAllowed) await AllowAsync(order);
        else await RefuseAsync("it would run as root", order);
    }

    [Fact]
    public async Task ParametersOfTheServer_DoNotReachASignedRunbook()
    {
        var order = OfEnvelope(_runs.Command(runbook: Restart)) with { Parameters = new Dictionary<string, string> { ["unit"] = "sshd" } };

        await RefuseAsync("parameters and no runbook", order);
    }

    [Fact]
    public async Task NoCommanders_NoSignedCommand()
    {
        using var other = new SignedRuns();
        other.Repository.Publish();

        Assert.Contains("the operator has signed no fleet/commanders.json", Assert.IsType<RunVerdict.Refused>(
            await other.VerifyAsync(other.Order(envelope: SignedRuns.Sign(other.Command(), _key)))).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyThatWasTakenBack_SignsNothing()
    {
        using var next = SignedRuns.NewKey();
        await AllowAsync(OfEnvelope());
        _runs.AddCommanders(2, [next]);
        _runs.Repository.Publish();

        await RefuseAsync("none of its keys is in", OfEnvelope());
    }

    [Fact]
    public async Task OrdersOfTwoWaysOrNone_AreRefused()
    {
        await RefuseAsync("0 of runbook, envelope, command, log and diagnosis", _runs.Order());
        await RefuseAsync("2 of runbook, envelope, command, log and diagnosis", OfRunbook() with { Command = True });
        await RefuseAsync("3 of runbook", OfRunbook() with { Command = True, Envelope = OfEnvelope().Envelope });
    }

    [Fact]
    public async Task TimeToStart_IsOver() =>
        await RefuseAsync("it was to start before", OfRunbook() with { StartBefore = _runs.Clock.GetUtcNow() });

    [Theory]
    [InlineData(null, 100)]
    [InlineData(50, 50)]
    [InlineData(200, 100)]
    public async Task TimeoutOfTheOrder_OnlyShortens(int? seconds, int expected) =>
        Assert.Equal(expected, (await AllowAsync(OfRunbook() with { TimeoutSeconds = seconds })).Command.TimeoutSeconds);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task TimeoutThatIsNone_IsRefused(int seconds) =>
        await RefuseAsync("timeoutSeconds", OfRunbook() with { TimeoutSeconds = seconds });

    [Fact]
    public async Task RepositoryThatIsAway_IsAskedLater()
    {
        _runs.Shown = new MemorySource(new Dictionary<string, byte[]>());

        Assert.IsType<RunVerdict.Later>(await _runs.VerifyAsync(OfRunbook()));
        Assert.IsType<RunVerdict.Later>(await _runs.VerifyAsync(OfEnvelope()));
        _runs.Shown = null;
        await AllowAsync(OfRunbook());
    }

    [Theory]
    [InlineData(RunPolicy.None)]
    [InlineData(RunPolicy.Signed)]
    public async Task Diagnosis_IsSentByTheSuitesOwnProgram_WhateverThePolicySays(RunPolicy policy)
    {
        _runs.Policy = policy;

        var allowed = await AllowAsync(_runs.Order() with { Diagnosis = true });

        Assert.Equal(
            [_runs.Layout.ServiceProgram, "diagnose", "--root", _runs.Layout.Root, "--output", "-"], allowed.Command.Args);
        await RefuseAsync("2 of runbook", OfRunbook() with { Diagnosis = true });
        await RefuseAsync("parameters and no runbook",
            _runs.Order() with { Diagnosis = true, Parameters = new Dictionary<string, string> { ["a"] = "b" } });
    }

    [Theory]
    [InlineData(RunPolicy.None)]
    [InlineData(RunPolicy.Signed)]
    public async Task Log_IsFollowedByTheSuitesOwnProgram_WhateverThePolicySays(RunPolicy policy)
    {
        _runs.Policy = policy;
        Directory.CreateDirectory(Path.GetDirectoryName(_runs.Layout.SubAgentLog("web"))!);
        File.WriteAllText(_runs.Layout.SubAgentLog("web"), "");

        var allowed = await AllowAsync(OfLog(new LogOrder { Name = "web", Lines = 7, Seconds = 90 }));

        Assert.Equal(_runs.Layout.ServiceProgram, allowed.Command.Args![0]);
        Assert.Equal(
            ["logs", "web", "--root", _runs.Layout.Root, "--follow", "--lines", "7", "--for", "90s"],
            allowed.Command.Args.Skip(1));
        Assert.Null(allowed.Command.User);
    }

    [Fact]
    public async Task LogOfAMember_IsFollowedWithTheLevelThatIsAskedFor()
    {
        Directory.CreateDirectory(_runs.Layout.Log);
        File.WriteAllText(_runs.Layout.LogFile(Role.Spa), "");

        var allowed = await AllowAsync(OfLog(new LogOrder { Name = "spa", Level = "debug" }));

        Assert.Equal(["--level", "debug"], allowed.Command.Args!.TakeLast(2));
    }

    [Theory]
    [InlineData("../../etc/shadow", 1, 1, null, "a name has")]
    [InlineData("-f", 1, 1, null, "")]
    [InlineData("web", -1, 1, null, "log.lines")]
    [InlineData("web", 1, 3601, null, "log.seconds")]
    [InlineData("spm", 1, 1, "trace", "log.level")]
    [InlineData("web", 1, 1, "debug", "log.level")]
    [InlineData("web", 1, 1, null, "no log of 'web'")]
    public async Task Log_ThatIsNone_IsRefused(string name, int lines, int seconds, string? level, string why)
    {
        var verdict = await _runs.VerifyAsync(
            OfLog(new LogOrder { Name = name, Lines = lines, Seconds = seconds, Level = level }));

        Assert.Contains(why, Assert.IsType<RunVerdict.Refused>(verdict).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostWithoutAServerOrIdentity_Waits()
    {
        var verifier = new RunVerifier(_runs.Layout, new NoServer(), new PlaybookVerification(_runs), () => RunPolicy.Signed, () => _runs.Host, _runs.Clock);
        Assert.Equal("no server is set",
            Assert.IsType<RunVerdict.Later>(await verifier.VerifyAsync(OfRunbook(), CancellationToken.None)).Sentence);

        _runs.Host = null;
        Assert.IsType<RunVerdict.Later>(await _runs.VerifyAsync(OfEnvelope()));
    }

    private sealed class NoServer : IRunTargets
    {
        public Task<TargetLook<Runbook>> FindRunbookAsync(
            RunbookReference reference, CancellationToken cancellationToken) =>
            Task.FromResult<TargetLook<Runbook>>(new TargetLook<Runbook>.Failed("no server is set"));

        public Task<TargetLook<Commanders>> FindCommandersAsync(
            CancellationToken cancellationToken) =>
            Task.FromResult<TargetLook<Commanders>>(new TargetLook<Commanders>.Failed("no server is set"));
    }
}
