using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests.Support;

/// <summary>The command line before a server with hosts that are online and take runs, as far as the server sees them.</summary>
internal sealed class RunScene : IAsyncDisposable
{
    private RunScene(CliBench bench, IReadOnlyList<RunningHost> hosts) => (Bench, Hosts) = (bench, hosts);

    public CliBench Bench { get; }

    public IReadOnlyList<RunningHost> Hosts { get; }

    private HttpClient Operator => Bench.Server.Operator;

    /// <summary>Enrols hosts by their ids; the name of each is <c>box</c>.</summary>
    public static Task<RunScene> StartAsync(params string[] ids) => StartAsync(RunPolicy.Any, ids);

    /// <summary>Enrols hosts with the same <c>runs</c> in their conf.yml.</summary>
    public static async Task<RunScene> StartAsync(RunPolicy policy, params string[] ids)
    {
        var bench = await CliBench.StartAsync();
        var hosts = new List<RunningHost>();
        foreach (var id in ids) hosts.Add(await RunningHost.StartAsync(bench.Server, id, policy));
        // A key of its own: the rate of one is limited, and tests look often.
        var (_, made) = await bench.Server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/keys", """{"name":"cli","grants":[{"role":"admin"}]}""");
        bench.LogIn(bench.Server.Application.Url.ToString(), (string)made!["key"]!);
        return new RunScene(bench, hosts);
    }

    /// <summary>The id of the newest run, once there is one.</summary>
    public async Task<string> RunIdAsync()
    {
        string? id = null;
        await Until.TrueAsync(async () => (id = (string?)(await Operator.GetOkAsync("/api/v1/runs"))["runs"]!
            .AsArray().FirstOrDefault()?["id"]) is not null);
        return id!;
    }

    /// <summary>Starts a run on all hosts, and follows it no further.</summary>
    public async Task<string> BeginAsync(params string[] options) =>
        (await Bench.RunAsync(["run", "-q", "", "--yes", "-d", .. options, "--", "uptime"])).Expect(0).Output.Trim();

    /// <summary>Has a host take its order, and begin.</summary>
    public async Task BeginAsync(string id, int host)
    {
        await Hosts[host].WaitForOrderAsync(id);
        await Hosts[host].ReportAsync(id, RunPhase.Accepted);
        await Hosts[host].ReportAsync(id, RunPhase.Running);
    }

    /// <summary>The host whose turn is first, by its place in <see cref="Hosts"/>.</summary>
    public async Task<int> FirstAsync(string id)
    {
        string? first = null;
        await Until.TrueAsync(async () => (first = (string?)(await Operator.GetOkAsync($"/api/v1/runs/{id}/hosts?phase=offered"))["hosts"]!
            .AsArray().FirstOrDefault()?["id"]) is not null);
        return Hosts.Index().Single(host => host.Item.Id == first).Index;
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
