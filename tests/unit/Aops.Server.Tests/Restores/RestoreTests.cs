using Aops.Contracts;
using Aops.Server.CommandLine;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Restores;

/// <summary>The database is put back to an older copy while hosts hold what it does not know.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private const string Warning = """{"settings":{"logLevel":"warning"}}""";

    private TestServer _server = null!;
    private FleetWalk _walk = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _walk = new FleetWalk(_server);
        await _walk.PutAsync("fleet", """{"agent":{"version":"1"},"settings":{"logLevel":"info"}}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Case_B03_AHostThatHoldsANumberTwice_IsNotTakenForInStep_AndGetsTheLayerThatWasWrittenSince()
    {
        var (hosts, copy) = await DivergeAsync(2);
        var (host, other) = (hosts[0], hosts[1]);
        var number = host.Held!.Revision;

        await PutBackAsync(copy);
        await _walk.PutAsync($"host:{host.Id}", Warning);
        foreach (var each in hosts) await each.SettleAsync();

        // The layer of the host has the number that the fleet's had; the host gets it, and loses nothing else.
        Assert.Equal(("warning", "2"), (host.Level, host.Version));
        Assert.Equal(number, host.Held!.Revision);
        Assert.Equal(("debug", "2"), (other.Level, other.Version));
        Assert.Equal(0, await host.SettleAsync());
        Assert.Equal("diverged", await StateAsync(host));
        Assert.Equal(2, (int)(await _server.Operator.GetOkAsync("/api/v1/hosts?q=diverged&count=1"))["count"]!);
        var facet = (await _server.Operator.GetOkAsync("/api/v1/hosts/facets?by=standing"))["facets"]![0]!["values"]![0]!;
        Assert.Equal(("diverged", 2), ((string?)facet["value"], (int)facet["count"]!));
        var events = (await _server.Operator.GetOkAsync("/api/events?limit=50"))["events"]!.AsArray();
        Assert.Equal(2, events.Count(entry => (string?)entry!["kind"] == "diverged"));
    }

    [Theory]
    [InlineData("--adopt-hosts", "debug", "2")]
    [InlineData("--impose", "info", "1")]
    public async Task TheOperatorsWord_EndsIt_AndHoldsAcrossARestart(string word, string level, string version)
    {
        var (hosts, copy) = await DivergeAsync(3);
        await PutBackAsync(copy);
        foreach (var host in hosts) await host.SettleAsync();

        Assert.Equal(ExitCodes.Ok, await RunAsync(word, "--dry-run"));
        Assert.Equal("diverged", await StateAsync(hosts[0]));
        await _server.StopAsync();
        Assert.Equal(ExitCodes.Ok, await RunAsync(word));
        await _server.StartAgainAsync();

        foreach (var host in hosts)
        {
            await Until.TrueAsync(async () => await StateAsync(host) != "diverged");
            await host.SettleAsync();
            Assert.Equal((level, version), (host.Level, host.Version));
            Assert.NotEqual("diverged", await StateAsync(host));
        }
        // What follows concerns them as before.
        await _walk.PutAsync("fleet", """{"agent":{"version":"3"},"settings":{"logLevel":"warning"}}""");
        foreach (var host in hosts) await host.SettleAsync();
        Assert.Equal(word == "--impose" ? ("warning", "3") : ("debug", "2"), (hosts[0].Level, hosts[0].Version));
        Assert.Equal(ExitCodes.Ok, await RunAsync(word));
    }

    [Fact]
    public async Task TwoRestoresInARow_AndTheWayBack_TakeNoStateForAnother()
    {
        var (hosts, copy) = await DivergeAsync(1);
        var host = hosts[0];
        await _server.StopAsync();
        var whole = TestStore.Copy(_server.Data);
        await _server.StartAgainAsync();

        await PutBackAsync(copy);
        await _walk.PutAsync($"host:{host.Id}", Warning);
        await host.SettleAsync();
        await PutBackAsync(copy);
        await host.SettleAsync();
        Assert.Equal(("warning", "2", "diverged"), (host.Level, host.Version, await StateAsync(host)));

        // The newer copy does not know what was written in between.
        await PutBackAsync(whole);
        await host.SettleAsync();
        Assert.Equal(("warning", "2", "diverged"), (host.Level, host.Version, await StateAsync(host)));
        Assert.Equal(ExitCodes.Ok, await RunAsync("--impose"));
        await Until.TrueAsync(async () => await StateAsync(host) != "diverged");
        await host.SettleAsync();
        Assert.Equal(("debug", "2"), (host.Level, host.Version));
    }

    // Restarts of a server, hosts and servers of before, an enrolment: none of them is a restore.
    [Fact]
    public async Task WhatIsNoRestore_IsNotTakenForOne()
    {
        var (hosts, _) = await DivergeAsync(1);
        var old = new HeldHost(await TestAgent.EnrolAsync(_server)) { IsOld = true };
        await old.SettleAsync();
        for (var i = 0; i < 3; i++)
        {
            await _server.StopAsync();
            await _server.StartAgainAsync();
            Assert.Equal(0, await hosts[0].SettleAsync());
            Assert.Equal(0, await old.SettleAsync());
        }
        await _walk.PutAsync("fleet", Warning);
        await hosts[0].SettleAsync();
        await old.SettleAsync();
        Assert.Equal(("warning", "warning"), (hosts[0].Level, old.Level));

        // A host that enrols at another server takes what that one says.
        await using var second = await TestServer.StartAsync();
        var there = new FleetWalk(second);
        await there.PutAsync("fleet", """{"settings":{"logLevel":"debug"}}""");
        var moved = new HeldHost(await TestAgent.EnrolAsync(second, hosts[0].Id));
        moved.TakeOver(hosts[0]);
        await moved.SettleAsync();
        Assert.Equal("debug", moved.Level);
        Assert.Equal(0, (int)(await second.Operator.GetOkAsync("/api/v1/hosts?q=diverged&count=1"))["count"]!);
    }

    // Nothing is laid over what is not known: else sub-agents that no layer names any more would be removed.
    [Fact]
    public async Task AHostThatCannotTell_KeepsWhatItHolds_UntilItIsImposed()
    {
        var mute = new HeldHost(await TestAgent.EnrolAsync(_server)) { IsMute = true };
        await mute.SettleAsync();
        await _server.StopAsync();
        var copy = TestStore.Copy(_server.Data);
        await _server.StartAgainAsync();
        await _walk.PutAsync("fleet", """{"settings":{"logLevel":"debug"}}""");
        await mute.SettleAsync();

        await PutBackAsync(copy);
        await _walk.PutAsync("fleet", Warning);
        await mute.SettleAsync();
        Assert.Equal(("debug", "diverged"), (mute.Level, await StateAsync(mute)));
        Assert.Equal(ExitCodes.Ok, await RunAsync("--adopt-hosts"));
        await Until.TrueAsync(async () => await RunAsync("--impose") == ExitCodes.Ok);
        await Until.TrueAsync(async () => await StateAsync(mute) != "diverged");
        await mute.SettleAsync();
        Assert.Equal("warning", mute.Level);
    }

    [Fact]
    public async Task WrongWords_AreRefused()
    {
        Assert.Equal(ExitCodes.Usage, await RunAsync());
        Assert.Equal(ExitCodes.Usage, await RunAsync("--impose", "--adopt-hosts"));
    }

    // Hosts hold a revision of the fleet's layer that the copy lacks: another version, another log level.
    private async Task<(List<HeldHost> Hosts, string Copy)> DivergeAsync(int count)
    {
        var hosts = new List<HeldHost>();
        for (var i = 0; i < count; i++) hosts.Add(new HeldHost(await TestAgent.EnrolAsync(_server)));
        foreach (var host in hosts) await host.SettleAsync();
        await _server.StopAsync();
        var copy = TestStore.Copy(_server.Data);
        await _server.StartAgainAsync();
        await _walk.PutAsync("fleet", """{"agent":{"version":"2"},"settings":{"logLevel":"debug"}}""");
        foreach (var host in hosts) await host.SettleAsync();
        Assert.Equal("debug", hosts[0].Level);
        return (hosts, copy);
    }

    private async Task PutBackAsync(string copy)
    {
        await _server.StopAsync();
        TestStore.PutBack(_server.Data, copy);
        await _server.StartAgainAsync();
    }

    private async Task<string?> StateAsync(HeldHost host) =>
        (string?)(await _server.Operator.GetOkAsync($"/api/v1/hosts/{host.Id}/explain"))["state"];

    private Task<int> RunAsync(params string[] words) =>
        ServerCommands.RunAsync(["restore", .. words, .. _server.DataWords]);
}
