using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Alerts;

/// <summary>A host that drifts from a playbook is an alert until the playbook is applied again.</summary>
public sealed class DriftAlertTests
{
    [Fact]
    public async Task Drift_Fires_AndResolvesOnceThePlaybookIsApplied()
    {
        await using var world = await AlertWorld.StartAsync();
        var client = world.Server.Operator;
        var repository = new TestRepository();
        repository.AddPlaybook("web", "1");
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(client);
        await world.KeepOnlyAsync("playbook-drift");
        var host = await RunningHost.StartAsync(world.Server, "a", RunPolicy.Signed);

        await PlayAsync(isCheck: true, changed: 3);
        await world.UntilStateAsync("playbook-drift", "firing", TimeSpan.FromSeconds(10));
        var alert = await world.AlertAsync("playbook-drift");
        Assert.Equal("1 host has drifted from web; the threshold is 1.", (string?)alert["why"]);

        await host.SpeakAsync();
        await PlayAsync(isCheck: false, changed: 3);
        await world.UntilStateAsync("playbook-drift", "resolved", TimeSpan.FromSeconds(10));
        await world.UntilAsync(() => world.Receiver.Taken.Count == 2);
        Assert.Equal(["alert.firing", "alert.resolved"], world.Receiver.Taken.Select(each => each.Kind));
        Assert.Equal("id=a", (string?)world.Receiver.Taken[0].Json["alert"]!["hosts"]!["q"]);

        async Task PlayAsync(bool isCheck, int changed)
        {
            var id = await client.RunAsync("\"hosts\":[\"a\"],\"runbook\":{\"name\":\"web\",\"version\":\"1\"}" +
                (isCheck ? ",\"check\":true" : ""));
            await host.PlayAsync(id, new PlaybookResult
            {
                Check = isCheck, Recap = new PlaybookRecap { Changed = changed },
                Changed = [.. Enumerable.Range(0, changed).Select(i => new PlaybookTask { Task = $"t{i}" })],
            });
        }
    }
}
