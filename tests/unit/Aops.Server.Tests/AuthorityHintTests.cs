using Aops.Contracts.Wire;
using Aops.Server.Agents;
using Aops.Server.Certificates;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>What hosts tell of their trust, and what they are told.</summary>
public sealed class AuthorityHintTests
{
    [Fact]
    public async Task NothingSigned_NothingIsHinted()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        Assert.Null((await agent.BeatAsync())["authorityGeneration"]);
    }

    [Fact]
    public async Task Census_ReadsWhatHostsSaid()
    {
        await using var server = await TestServer.StartAsync();
        var (old, telling, silent) = (
            await TestAgent.EnrolAsync(server, "old"), await TestAgent.EnrolAsync(server, "telling", "bb22"),
            await TestAgent.EnrolAsync(server, "silent", "cc33"));
        await old.BeatAsync();
        var heartbeat = telling.Heartbeat(machine: "bb22");
        var report = new ConnectionReport
        {
            State = ConnectionReport.Proven, Server = "https://a", Authorities = ["ab", "cd"], Generation = 2,
            FailedGeneration = 3, Reason = "nobody answers",
        };
        await telling.SendAsync(heartbeat with { Agent = heartbeat.Agent with { Connection = report } });

        await using var database = server.OpenDatabase();
        var hosts = (await new AuthorityCensus(new AgentStore(database), TimeProvider.System)
            .TakeAsync(CancellationToken.None)).ToDictionary(host => host.AgentId);

        Assert.Null(hosts["old"].Authorities);
        Assert.Equal(["ab", "cd"], hosts["telling"].Authorities!);
        Assert.Contains("generation 3: nobody answers", hosts["telling"].Fault, StringComparison.Ordinal);
        Assert.Null(hosts["silent"].LastSeen);
        Assert.NotNull(silent);
    }
}
