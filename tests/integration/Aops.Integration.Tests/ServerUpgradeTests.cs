using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>A server that is stopped and started over its data, as an upgrade does it, under 1,000 hosts.</summary>
public sealed class ServerUpgradeTests : IAsyncLifetime
{
    private readonly Fleet _fleet = new("server-upgrade");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _fleet.StartServerAsync(Stop);

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task Server_IsUpgraded_AndNoHostIsWithoutAnAnswerForTwoIntervals()
    {
        var token = await _fleet.Server.Api.CreateEnrolmentTokenAsync("sim", ServerUpgrade.Hosts, Stop);

        await ServerUpgrade.RunAsync(_fleet, [token], PublishedPrograms.Find(), Stop);
    }
}
