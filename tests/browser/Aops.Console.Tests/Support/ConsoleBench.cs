using System.Text;
using System.Text.Json;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;
using Aops.TestSupport;
using Microsoft.Playwright;

namespace Aops.Console.Tests.Support;

/// <summary>A server with hosts that talk, a published release, and a browser; shared by all tests, one at a time.</summary>
public sealed class ConsoleBench : IAsyncLifetime
{
    public const int Hosts = 12;

    private Chromium? _chromium;
    private TestServer? _server;
    private List<TestAgent>? _agents;

    /// <summary>The server. A test that asks for any part of the bench is skipped where there is no browser.</summary>
    internal TestServer Server => Started(_server);

    internal IReadOnlyList<TestAgent> Agents => Started(_agents);

    /// <summary>Id of a request that waits for another person, and that no test decides.</summary>
    internal string WaitingApproval { get; private set; } = "";

    /// <summary>Id of a run that has ended, on two hosts well and on one not.</summary>
    internal string EndedRun { get; private set; } = "";

    /// <summary>Id of the host of it that failed, which has left the fleet.</summary>
    internal string EndedHost { get; private set; } = "";

    /// <summary>Where screenshots are written.</summary>
    public static string Pictures { get; } = Path.Combine(SourceRoot.Folder, "artifacts/console-pages");

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Missing is not null) return;
        Directory.CreateDirectory(Pictures);
        _server = await TestServer.StartAsync();
        var repository = new TestRepository();
        RunFleet.Sign(repository);
        repository.Add("2.0.0", [1, 2, 3]);
        await repository.SendAsync(Server.Operator);
        (EndedRun, EndedHost) = await RunFleet.LeaveOneAsync(Server);
        _agents = [];
        for (var number = 0; number < Hosts; number++) _agents.Add(await EnrolAsync(number));
        foreach (var agent in Agents) await LabelAsync(agent, """{"env":"prod"}""");
        await Server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/groups", """{"name":"web","rank":10,"q":"hostname~web*","note":"web servers"}""");
        await AddDeploymentAsync();
        await AddPeopleAsync();
        _chromium = await Chromium.StartAsync();
    }

    /// <summary>A deployment that was not deployed yet.</summary>
    internal Task AddDeploymentAsync() => Server.Operator.DoAsync("/api/v1/deployments", ServiceRunbook.BodyOf(
        "portal", "hostname~web*", """ "parameters":{"port":"443"},"note":"the portal of customers","pace":{"ramp":[{"hosts":1},{"percent":10}]} """));

    /// <summary>An admin, an operator of a part, and one who only reads a part; and a request of the operator that waits.</summary>
    private async Task AddPeopleAsync()
    {
        await Server.AddUserAsync("ana", """[{"role":"admin"}]""");
        await Server.AddUserAsync("ben", """[{"role":"operator","scope":"env=prod"}]""");
        await Server.AddUserAsync("eve", """[{"role":"viewer","scope":"env=prod"}]""");
        WaitingApproval = await AskForApprovalAsync(8, 9);
    }

    /// <summary>A restart of hosts that ben asks for, and that waits for another person; returns the id of the request.</summary>
    internal async Task<string> AskForApprovalAsync(params int[] hosts)
    {
        await Server.Operator.PutOkAsync("/api/v1/approval-rules/pairs", """{"scope":"env=prod","hostsMin":2}""");
        using var ben = await Server.OpenSessionAsync("ben");
        var ids = JsonSerializer.Serialize(hosts.Select(number => Agents[number].Id));
        var (status, body) = await ben.SendAsync(
            HttpMethod.Post, "/api/agents/batch", $$"""{"action":"restart","agent_ids":{{ids}},"message":"kernel update"}""");
        Assert.True(status == System.Net.HttpStatusCode.Accepted, body?.ToJsonString());
        // Requests that wait go on waiting; other tests change many hosts at once.
        await Server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/approval-rules/pairs");
        return (string)body!["id"]!;
    }

    /// <summary>An address in which the names stand for ids of this bench, as <see cref="PageTests.Pages"/> has them.</summary>
    internal string AddressOf(string address) => address
        .Replace("HOST", Agents[0].Id, StringComparison.Ordinal)
        .Replace("RUN", EndedRun, StringComparison.Ordinal)
        .Replace("GONE", EndedHost, StringComparison.Ordinal)
        .Replace("WAITING", WaitingApproval, StringComparison.Ordinal);

    /// <summary>Opens a page of the console, signed in: by the first key, or as a user by a session.</summary>
    /// <param name="server">Another server than that of the bench.</param>
    internal async Task<ConsolePage> OpenAsync(
        string address, int width = 1280, int height = 800, bool isDark = false, bool isSignedIn = true, string? user = null,
        TestServer? server = null)
    {
        server ??= Server;
        var context = await Started(_chromium).Browser.NewContextAsync(new BrowserNewContextOptions
        {
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            AcceptDownloads = true,
        });
        if (user is not null)
        {
            await SignInAsync(context, user);
        }
        else if (isSignedIn)
        {
            var token = JsonSerializer.Serialize(server.Application.Folder.OpenOperatorToken());
            await context.AddInitScriptAsync(
                $"if (!sessionStorage.getItem('left')) sessionStorage.setItem('aops-operator-token', {token})");
        }
        await context.AddInitScriptAsync(ShellLines.Script);
        var page = new ConsolePage(context, await context.NewPageAsync(), server.Application.Url);
        await page.GoAsync(address);
        return page;
    }

    // As the page does it; the cookie is the browser's from then on.
    private async Task SignInAsync(IBrowserContext context, string user)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{AccessClients.Password}"));
        var answer = await context.APIRequest.PostAsync(
            new Uri(Server.Application.Url, "/api/v1/sessions").AbsoluteUri,
            new APIRequestContextOptions { Headers = [new("Authorization", $"Basic {basic}")] });
        Assert.Equal(201, answer.Status);
        await context.AddInitScriptAsync($"localStorage.setItem('aops-user', '{user}')");
    }

    internal async Task LabelAsync(TestAgent agent, string labels)
    {
        var (status, body) = await Server.Operator.SendAsync(HttpMethod.Patch, $"/api/v1/hosts/{agent.Id}/labels", labels);
        Assert.True(status == System.Net.HttpStatusCode.OK, body?.ToJsonString());
    }

    /// <summary>Enrols a host and sends its first heartbeat.</summary>
    internal async Task<TestAgent> EnrolAsync(int number, string? hostname = null)
    {
        var agent = await TestAgent.EnrolAsync(Server, machine: $"{0xaa00 + number:x}");
        await SendHeartbeatAsync(agent, number, hostname);
        return agent;
    }

    internal static async Task SendHeartbeatAsync(TestAgent agent, int number, string? hostname = null)
    {
        var machine = $"{0xaa00 + number:x}";
        var heartbeat = agent.Heartbeat(interval: 600, machine: machine);
        heartbeat = heartbeat with
        {
            Host = heartbeat.Host with
            {
                Hostname = hostname ?? $"{(number % 2 == 0 ? "web" : "db")}-{number:00}.example.com",
                Os = "Debian GNU/Linux 12 (bookworm)", Kernel = "6.1.0-18-amd64", ServiceManager = "systemd",
            },
            Agent = heartbeat.Agent with
            {
                Faults = number == 3 ? ["conf.yml:3: pingInterval: 'x' is no duration; the old settings hold"] : [],
            },
        };
        var (status, body) = await agent.SendAsync(heartbeat);
        Assert.True(status == System.Net.HttpStatusCode.OK, body?.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static T Started<T>(T? part)
        where T : class
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        return part!;
    }
}
