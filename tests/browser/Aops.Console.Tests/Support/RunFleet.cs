using System.Text.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;
using System.Text.Json.Nodes;

namespace Aops.Console.Tests.Support;

/// <summary>Hosts that run things, of the fleet of the bench while a test needs them: it speaks for them as their agents would.</summary>
internal sealed class RunFleet(TestServer server, IReadOnlyList<RunningHost> hosts) : IAsyncDisposable
{
    public IReadOnlyList<RunningHost> Hosts => hosts;

    /// <summary>The ids of the hosts, as JSON.</summary>
    public string Ids => JsonSerializer.Serialize(hosts.Select(host => host.Id));

    /// <summary>Signs the runbooks of the tests.</summary>
    public static void Sign(TestRepository repository)
    {
        repository.AddRunbook("restart", "1.0");
        repository.AddRunbook("wipe", "2", needsSignature: true);
        repository.AddService();
        repository.AddPlaybook("web", "1");
        var runbook = new Runbook
        {
            Name = "rotate-logs", Version = "3.1", Title = "Rotate the logs of an application",
            Description = "Compresses the logs of one application that are older than some days, and deletes those of a year ago.\n" +
                "Touches /var/log/APPLICATION alone; restarts nothing.",
            Parameters =
            [
                new RunbookParameter { Name = "application", Description = "its folder below /var/log", Pattern = "(?i)[a-z-]+", IsRequired = true },
                new RunbookParameter { Name = "days", Description = "age from which on they are compressed", Pattern = "[0-9]{1,3}", Default = "7" },
                new RunbookParameter { Name = "method", Values = ["zstd", "gzip"], Default = "zstd" },
            ],
            Command = new RunCommand { Script = "exit 0", TimeoutSeconds = 600 },
        };
        repository.Builder.AddTarget("targets", "runbooks/rotate-logs/3.1.json", runbook.ToJson(),
            new JsonObject { ["kind"] = Runbook.Kind, ["name"] = runbook.Name, ["version"] = runbook.Version });
    }

    /// <summary>Enrols hosts with a name of their own and the label env=prod.</summary>
    public static async Task<RunFleet> StartAsync(TestServer server, string name, int count)
    {
        var hosts = new List<RunningHost>();
        for (var number = 1; number <= count; number++)
        {
            var machine = $"{Math.Abs(name.GetHashCode(StringComparison.Ordinal)) % 0xffff:x}{number:x2}";
            var agent = await TestAgent.EnrolAsync(server, machine: machine);
            var host = new RunningHost(server, agent, RunPolicy.Signed, machine, $"{name}-{number:00}.example.com");
            await host.SpeakAsync();
            var (status, body) = await server.Operator.SendAsync(
                HttpMethod.Patch, $"/api/v1/hosts/{agent.Id}/labels", """{"env":"prod"}""");
            Assert.True(status == System.Net.HttpStatusCode.OK, body?.ToJsonString());
            hosts.Add(host);
        }
        return new RunFleet(server, hosts);
    }

    /// <summary>Starts the runbook restart on all of them.</summary>
    public Task<string> RunAsync(string more = "") => server.Operator.RunAsync(
        $"\"hosts\":{Ids},\"runbook\":{{\"name\":\"restart\",\"version\":\"1.0\"}},\"parameters\":{{\"unit\":\"nginx.service\"}}{more}");

    /// <summary>A host takes the order and begins.</summary>
    public static async Task BeginAsync(RunningHost host, string run)
    {
        await host.WaitForOrderAsync(run);
        await host.ReportAsync(run, RunPhase.Accepted);
        await host.ReportAsync(run, RunPhase.Running);
    }

    /// <summary>A host prints something.</summary>
    public static Task PrintAsync(RunningHost host, string run, string text, byte stream = 1)
    {
        var offset = host.Length;
        host.Write(text, stream, FrameHeader.MicrosecondsOf(DateTimeOffset.UtcNow));
        return host.SendOutputAsync(run, offset);
    }

    /// <summary>A host ends.</summary>
    public static Task EndAsync(RunningHost host, string run, int exitCode = 0) => host.ReportAsync(
        run, exitCode == 0 ? RunPhase.Succeeded : RunPhase.Failed, exitCode, host.Length);

    /// <summary>A run of three hosts that has ended, one of them with a failure; the hosts are not in the fleet any more.</summary>
    public static async Task<(string Run, string Host)> LeaveOneAsync(TestServer server)
    {
        await using var fleet = await StartAsync(server, "old", 3);
        var run = await fleet.RunAsync(",\"reason\":\"the new certificate\"");
        foreach (var host in fleet.Hosts)
        {
            var isLast = host == fleet.Hosts[2];
            await BeginAsync(host, run);
            await PrintAsync(host, run, "nginx.service: reloading the certificate\n");
            if (isLast) await PrintAsync(host, run, "nginx: [emerg] cannot load certificate: no such file\n", stream: 2);
            await PrintAsync(host, run, "done\n");
            await EndAsync(host, run, isLast ? 3 : 0);
        }
        await server.Operator.UntilOverAsync(run, "ended");
        return (run, fleet.Hosts[2].Id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts) await server.Operator.SendAsync(HttpMethod.Delete, $"/api/v1/hosts/{host.Id}");
    }
}
