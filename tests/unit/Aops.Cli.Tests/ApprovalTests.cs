using Aops.Cli.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>Enrolment tokens, and hosts that wait for approval.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task AToken_IsMadeForNetworks_AndItsStateIsListed()
    {
        await using var bench = await CliBench.StartAsync();

        (await bench.RunAsync("token", "create", "--network", "10.0.0.0/8", "--network", "::1", "--approval", "manual")).Expect(0);
        var listed = (await bench.RunAsync("token", "list", "-o", "wide")).Expect(0);
        var refused = await bench.RunAsync("token", "create", "--network", "10");

        Assert.Contains("valid", listed.Output, StringComparison.Ordinal);
        Assert.Contains("manual", listed.Output, StringComparison.Ordinal);
        Assert.Contains("10.0.0.0/8", listed.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("networks[0]", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitingHosts_AreListedAndDecided()
    {
        await using var bench = await CliBench.StartAsync();

        var none = (await bench.RunAsync("token", "waiting")).Expect(0);
        var unknown = await bench.RunAsync("token", "approve", "none");

        Assert.Contains("no host waits", none.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, unknown.Code);
        Assert.Contains("No host waits under the id none", unknown.Error, StringComparison.Ordinal);
    }
}
