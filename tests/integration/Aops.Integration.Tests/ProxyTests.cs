using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Hosts that reach the server through a proxy only.</summary>
public sealed class ProxyTests(FleetFixture fixture) : AgentTest(fixture)
{
    private static readonly string[] Variables =
        ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

    private string Target => Fleet.Server.Url.Authority;

    [Fact]
    public async Task InstallThroughAProxy_KeepsIt_ForHeartbeatsAndDownloads()
    {
        await using var proxy = new ConnectProxy();
        var host = Fleet.NewHost();

        (await InstallAsync(host, ("https_proxy", proxy.Url.ToString()))).MustSucceed();

        // curl twice, then the installer.
        Assert.True(proxy.Targets.Count >= 3, string.Join('\n', proxy.Targets));
        Assert.All(proxy.Targets, target => Assert.Equal(Target, target));
        var address = proxy.Url.GetLeftPart(UriPartial.Authority);
        Assert.Contains($"\nproxy: {address}\n", await File.ReadAllTextAsync(host.Layout.Conf, Stop));
        // Started without any variable, as by an init.
        var seen = proxy.Targets.Count;
        (await RunAsync(host.Layout.ServiceProgram, ["restart", "--root", host.Layout.Root])).MustSucceed();
        var status = await host.WaitForAsync(Role.Spm, "is accepted", s => s.LastHeartbeatAt is not null, Soon, Stop);
        Assert.True(proxy.Targets.Count > seen, "the heartbeat took another way");
        (await host.ServiceAsync(Stop, "uninstall")).MustSucceed();
        Assert.NotNull(status.AgentId);
    }

    [Fact]
    public async Task SettingIsEdited_TheNextConnectionTakesTheOtherWay()
    {
        var proxy = new ConnectProxy();
        Agent.EditConf(("proxy", proxy.Url.GetLeftPart(UriPartial.Authority)));
        (await Agent.ServiceAsync(Stop, "restart")).MustSucceed();
        await Eventually.HoldsAsync("heartbeats take the proxy", Soon, () => proxy.Targets.Contains(Target), Stop);
        await Agent.WaitForAsync(Role.Spm, "is accepted", s => s.LastHeartbeatAt is not null, Soon, Stop);

        await proxy.DisposeAsync();
        await Agent.WaitForAsync(Role.Spm, "says that the proxy is gone", s => s.HeartbeatFault is not null, Soon, Stop);
        Agent.EditConf(("proxy", "none"));

        await Agent.WaitForAsync(Role.Spm, "is accepted again", s => s.HeartbeatFault is null, Soon, Stop);
    }

    [Fact]
    public async Task NoProxy_IsHonoured()
    {
        await using var proxy = new ConnectProxy();
        var host = Fleet.NewHost();

        (await InstallAsync(host, ("HTTPS_PROXY", proxy.Url.ToString()), ("NO_PROXY", Fleet.Server.Url.Host)))
            .MustSucceed();

        Assert.Empty(proxy.Targets);
        Assert.Contains("\n#proxy: environment\n", await File.ReadAllTextAsync(host.Layout.Conf, Stop));
        (await host.ServiceAsync(Stop, "uninstall")).MustSucceed();
    }

    private async Task<CommandResult> InstallAsync(AgentHost host, params (string, string)[] variables)
    {
        var line = Fleet.CurlLine(host.Layout.Root, await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop));
        return await RunAsync("/bin/sh", ["-c", line], variables);
    }

    private static Task<CommandResult> RunAsync(
        string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        var environment = Variables.ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in variables) environment[name] = value;
        return Command.RunAsync(program, arguments, environment, Stop);
    }
}
