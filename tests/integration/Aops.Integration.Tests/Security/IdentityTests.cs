using System.Net;
using Aops.Harness;
using Aops.Hosting;

namespace Aops.Integration.Tests.Security;

/// <summary>Who may be which agent, and who the operator, on a server of its own.</summary>
public sealed class IdentityTests : IAsyncLifetime
{
    private static readonly string Machine = new('a', 64);

    private readonly Fleet _fleet = new("sec");
    private RawApi _raw = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ServerProcess Server => _fleet.Server;

    public async ValueTask InitializeAsync()
    {
        await _fleet.StartServerAsync(Stop);
        _raw = new RawApi(Server);
    }

    public async ValueTask DisposeAsync()
    {
        _raw.Dispose();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Sec_H9_TwoThousandRegistrationsByOneAgentsToken_MakeOneAgent()
    {
        var agent = await EnrolAsync(Machine);

        await Parallel.ForEachAsync(Enumerable.Range(0x1000, 2000), Stop, async (number, cancellationToken) =>
            await _raw.RegisterAsync(agent.AgentToken, agent.AgentId, $"{number:x}", agent.AgentId, cancellationToken));

        var (_, page) = await _raw.OperateAsync(HttpMethod.Get, "/api/fleet?limit=1000", Stop);
        Assert.Equal(2, page!["agents"]!.AsArray().Count);
        var (_, clones) = await _raw.OperateAsync(HttpMethod.Get, "/api/clones?limit=1000", Stop);
        Assert.InRange(clones!["clones"]!.AsArray().Count, 1, 16);
    }

    [Fact]
    public async Task Sec_H9_RemovedAgent_VoidsWhatItsTokenMade()
    {
        var agent = await EnrolAsync(Machine);
        var (_, reply) = await _raw.RegisterAsync(agent.AgentToken, agent.AgentId, "bb22", agent.AgentId, Stop);
        var clone = new Identity
        {
            AgentId = (string)reply!["agentId"]!, AgentToken = (string)reply["agentToken"]!, MachineId = "bb22",
        };
        Assert.Equal(HttpStatusCode.OK, (await _raw.BeatAsync(clone, Stop)).Status);

        await _raw.OperateAsync(HttpMethod.Delete, $"/api/fleet/{agent.AgentId}", Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, (await _raw.BeatAsync(clone, Stop)).Status);
    }

    [Fact]
    public async Task Sec_H9_BigStatuses_FillNeitherTheDiskNorTheList()
    {
        const int agents = 24;
        for (var number = 0; number < agents; number++)
        {
            var agent = await EnrolAsync(Machine);
            // 60 reports of 60,000 characters: 3.6 MB.
            var (status, body) = await _raw.BeatAsync(agent, Stop, [.. Enumerable.Repeat("a fault", 60)]);
            Assert.True(status == HttpStatusCode.OK, body?.ToJsonString());
        }

        var (_, page) = await _raw.OperateAsync(HttpMethod.Get, "/api/fleet?limit=1000", Stop);
        await Server.StopAsync();

        Assert.Equal(agents, page!["agents"]!.AsArray().Count);
        var stored = Directory.GetFiles(Server.Data, "aops.db*").Sum(file => new FileInfo(file).Length);
        Assert.InRange(stored, 1, agents * 1024 * 1024);
    }

    [Fact]
    public async Task Sec_M5_EnrolmentTokenAgentIdAndMachineId_TakeNoIdentityOver()
    {
        var victim = await EnrolAsync(Machine);
        var token = await Server.Api.CreateEnrolmentTokenAsync(Stop);

        var (_, thief) = await _raw.RegisterAsync(token, victim.AgentId, Machine, shownId: null, Stop);

        Assert.NotEqual(victim.AgentId, (string?)thief!["agentId"]);
        Assert.Equal(HttpStatusCode.OK, (await _raw.BeatAsync(victim, Stop)).Status);
        var (_, log) = await _raw.OperateAsync(HttpMethod.Get, "/api/events?limit=100", Stop);
        Assert.Contains(log!["events"]!.AsArray(), entry => (string?)entry!["kind"] == "identity-withheld");
    }

    [Fact]
    public async Task Sec_M5_RemovedId_IsGivenOnlyByABoundToken()
    {
        var token = await Server.Api.CreateEnrolmentTokenAsync(Stop);
        await _raw.RegisterAsync(token, "prod-db-01", Machine, shownId: null, Stop);
        await _raw.OperateAsync(HttpMethod.Delete, "/api/fleet/prod-db-01", Stop);
        token = await Server.Api.CreateEnrolmentTokenAsync(Stop);

        var (_, thief) = await _raw.RegisterAsync(token, "prod-db-01", "bb22", shownId: null, Stop);
        var bound = await RunAsync("token", "create", "--agent", "prod-db-01");
        var (_, heir) = await _raw.RegisterAsync(bound.Output.Trim(), "prod-db-01", "cc33", shownId: null, Stop);

        Assert.NotEqual("prod-db-01", (string?)thief!["agentId"]);
        Assert.Equal("prod-db-01", (string?)heir!["agentId"]);
    }

    [Fact]
    public async Task Sec_M13_OperatorToken_IsMadeAndRevoked_WhileTheServerRuns()
    {
        var made = await RunAsync("operator-token", "create", "--name", "ci", "--expires", "30d");
        made.MustSucceed();
        var token = made.Output.Trim();
        var before = await _raw.OperateAsync(HttpMethod.Get, "/api/desired", Stop, token);
        var list = await RunAsync("operator-token", "list");

        (await RunAsync("operator-token", "revoke", "--name", "ci")).MustSucceed();

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Contains("ci\t", list.Output);
        Assert.DoesNotContain(token, list.Output);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _raw.OperateAsync(HttpMethod.Get, "/api/desired", Stop, token)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _raw.OperateAsync(HttpMethod.Get, "/api/desired", Stop)).Status);
    }

    private async Task<Identity> EnrolAsync(string machineId) =>
        await Server.Api.RegisterAsync(await Server.Api.CreateEnrolmentTokenAsync(Stop), machineId, Stop);

    private Task<CommandResult> RunAsync(params string[] words) =>
        Command.RunAsync(_fleet.Programs.Program("aops-server"), [.. words, "--data", Server.Data], Stop);
}
