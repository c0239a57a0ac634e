using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>An install on a host that has what it asks for, as a tool that sets hosts up runs it every hour.</summary>
public sealed class StandingInstallTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task New_W8_InstallOfWhatIsThere_ChangesNothing_AndSpendsNoToken()
    {
        var ticker = await RunTickerAsync();
        var (spm, spa) = (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa));
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);

        var curl = await Fleet.CurlInstallAsync(Agent, token, Stop);
        var named = await InstallAsync("--version", PublishedPrograms.First);
        var tried = await InstallAsync("--dry-run");

        curl.MustSucceed();
        Assert.Contains("nothing to do", curl.Text, StringComparison.Ordinal);
        Assert.False(named["changed"]!.GetValue<bool>());
        Assert.Contains("nothing to do", named["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(await Agent.IdAsync(Stop), named["agentId"]!.GetValue<string>());
        Assert.False(tried["wouldChange"]!.GetValue<bool>());
        Assert.Equal((spm, spa), (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa)));
        await AssertTickerIsAsync(ticker);
        // The token still enrols another host.
        var other = Fleet.NewHost();
        (await Fleet.CurlInstallAsync(other, token, Stop)).MustSucceed();
        (await other.ServiceAsync(Stop, "uninstall")).MustSucceed();
    }

    [Fact]
    public async Task New_W8_WhatIsMissing_IsPutBack_AndNothingElseIsTouched()
    {
        var ticker = await RunTickerAsync();
        var spm = Agent.MustFind(Role.Spm);
        File.Delete(Agent.Layout.ControlScript);

        var done = await InstallAsync();

        Assert.True(done["changed"]!.GetValue<bool>());
        Assert.Contains(Agent.Layout.ControlScript, done["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(File.Exists(Agent.Layout.ControlScript));
        Assert.Equal(spm, Agent.MustFind(Role.Spm));
        await AssertTickerIsAsync(ticker);
    }

    [Fact]
    public async Task New_W8_StoppedHost_IsStarted_AndConfThatWasDeletedIsWritten()
    {
        File.Delete(Agent.Layout.Conf);
        var written = await InstallAsync("--endpoint", Fleet.Server.Url.GetLeftPart(UriPartial.Authority));
        Assert.Contains(Agent.Layout.Conf, written["message"]!.GetValue<string>(), StringComparison.Ordinal);
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

        var started = await InstallAsync();

        Assert.Contains("started what was down", started["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await AssertOneOfEachAsync();
    }

    [Fact]
    public async Task New_W8_VersionThatTheServerDoesNotWant_IsRefused_AndNothingIsTouched()
    {
        var ticker = await RunTickerAsync();
        var (spm, spa) = (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa));

        var refused = await Agent.ServiceAsync(Stop, "install", "--version", PublishedPrograms.Second);

        Assert.NotEqual(ExitCodes.Ok, refused.ExitCode);
        Assert.Contains("the server wants", refused.Error, StringComparison.Ordinal);
        Assert.Equal((spm, spa), (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa)));
        await AssertTickerIsAsync(ticker);
    }

    [Fact]
    public async Task Case_D4b_SlotWithoutAKeptPackage_IsHealedFromTheServer()
    {
        // As one that came from a package of the distribution, which has brought another version since.
        Agent.EditConf(("integrityInterval", "1s"));
        var program = Agent.Layout.SlotProgram(PublishedPrograms.First, Role.Spa);
        var whole = new FileInfo(program).Length;
        DamageWithoutPackage(program);
        await Eventually.HoldsAsync("spm has healed it", Soon, () => new FileInfo(program).Length == whole, Stop);

        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        DamageWithoutPackage(program);
        var repaired = (await Agent.ServiceAsync(Stop, "repair")).MustSucceed();

        Assert.Contains(program, repaired.Output, StringComparison.Ordinal);
        Assert.Equal(whole, new FileInfo(program).Length);
    }

    [Fact]
    public async Task Case_D11_ReadOnlyState_IsAFault_InStatusAndMetricsAndHeartbeat()
    {
        var folder = Agent.Layout.State;
        var mounted = await Command.RunAsync("mount", ["--bind", folder, folder], Stop);
        Assert.SkipUnless(mounted.ExitCode == 0, "this environment forbids to mount");
        try
        {
            (await Command.RunAsync("mount", ["-o", "remount,bind,ro", folder], Stop)).MustSucceed();
            // The pair took its folders before: it sees the mount by their names.
            await Agent.WaitForAsync(Role.Spm, "tells of it",
                s => s.Agent.Faults.Any(f => f.Contains($"read-only file system: {folder}", StringComparison.Ordinal)),
                Soon, Stop);

            var status = await Agent.ServiceAsync(Stop, "status");
            var metrics = await Agent.ServiceAsync(Stop, "metrics");

            Assert.Equal(ExitCodes.Unhealthy, status.ExitCode);
            Assert.Contains("read-only file system", status.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("aops_faults 0", metrics.Output, StringComparison.Ordinal);
            var id = await Agent.IdAsync(Stop);
            await Eventually.HoldsAsync("the server knows it", Soon, async token =>
                (await Fleet.Server.Api.GetAgentAsync(id, token)).ToJsonString()
                    .Contains("read-only file system", StringComparison.Ordinal), Stop);
        }
        finally
        {
            await Command.RunAsync("umount", [folder], CancellationToken.None);
        }
        await Agent.WaitForAsync(Role.Spm, "is well again", s => s.Agent.Faults.Count == 0, Soon, Stop);
    }

    [Fact]
    public async Task Case_D12_StatusOfAnotherUser_IsNotKnown_AndNotStopped()
    {
        Assert.SkipUnless(Native.CurrentUser.IsRoot, "another user is only there for root");
        // The way to the root, as a host's is open to everybody.
        for (var folder = Agent.Layout.Root; folder.Length > 1; folder = Path.GetDirectoryName(folder)!)
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);

        var text = await AsNobodyAsync("status");
        var json = await AsNobodyAsync("status", "--json");

        Assert.Equal(ExitCodes.NoPermission, text.ExitCode);
        Assert.DoesNotContain("stopped", text.Output, StringComparison.Ordinal);
        Assert.Contains("run this as root", text.Output, StringComparison.Ordinal);
        Assert.Equal("unknown", JsonNode.Parse(json.Output)!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Case_D16_SettingsOfTheServer_HoldForTheHalfThatDoesNotTalkToIt()
    {
        // By conf.yml alone a hang would take a minute to be seen.
        Agent.EditConf(("pingInterval", "1s"), ("pingTimeout", "60s"));
        (await Agent.ServiceAsync(Stop, "restart")).MustSucceed();
        await Agent.WaitForPairAsync(Soon, Stop);
        var before = SettingsTaken();
        await Fleet.Server.Api.ChangeDesiredAsync(await Agent.IdAsync(Stop), new JsonObject
        {
            ["settings"] = new JsonObject { ["pingInterval"] = "500ms", ["pingTimeout"] = "2s" },
        }, Stop);
        await Eventually.HoldsAsync("spa goes by them", Soon, () => SettingsTaken() > before, Stop);

        var hung = Agent.SendTo(Role.Spm, Signal.SIGSTOP);

        await Agent.WaitForSuccessorAsync(Role.Spm, hung, TimeSpan.FromSeconds(20), Stop);
    }

    private void DamageWithoutPackage(string program)
    {
        Directory.Delete(Agent.Layout.Packages, recursive: true);
        Native.Files.AtomicFile.Write(program, "damaged", Native.Files.AtomicFile.Executable);
    }

    private int SettingsTaken() => File.ReadAllText(Agent.Layout.LogFile(Role.Spa)).Split("new settings are in force").Length;

    private Task<CommandResult> AsNobodyAsync(params string[] words) => Command.RunAsync("setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", Agent.Layout.ServiceProgram, .. words,
            "--root", Agent.Layout.Root], Stop);

    private async Task<JsonNode> InstallAsync(params string[] more)
    {
        var result = await Agent.ServiceAsync(Stop, ["install", "--json", .. more]);
        return JsonNode.Parse(result.MustSucceed().Output)!;
    }
}
