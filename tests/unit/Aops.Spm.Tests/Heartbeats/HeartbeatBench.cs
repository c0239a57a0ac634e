using Aops.TestSupport;
using System.Globalization;
using System.Net;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Spm.Connections;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Aops.Spm.Inventory;
using Aops.Spm.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Heartbeats;

/// <summary>A <see cref="HeartbeatService"/> between a server and a clock that are the test's.</summary>
internal sealed class HeartbeatBench : IAsyncDisposable
{
    private readonly ServerHttp _http;
    private readonly HeartbeatService _service;
    private long _revision;
    private volatile int _timersBefore;

    public HeartbeatBench(string conf = "heartbeatInterval: 30s\n", bool isEnrolled = true)
    {
        Server.Arriving = () => _timersBefore = Spm.Clock.TimersSet;
        Spm.Configure(conf);
        if (isEnrolled) Spm.Enrol();
        var state = Spm.State;
        Connections = state.OpenConnections();
        Questions = new HeartbeatQuestions(state.Heartbeats, state.News, Spm.Clock);
        _http = new ServerHttp(() => Connections.Current, _ => Server);
        var counter = new HeartbeatCounter(Spm.Layout);
        var composer = new HeartbeatComposer(
            state.Settings, () => new AgentStatus { Version = "1", StartedAt = default, Faults = state.Faults.All },
            () => [], state.Desired, counter, () => Inventory.Hashes);
        _service = new HeartbeatService(
            Spm.Layout, state.Settings, Connections, new AuthorityHints(Connections, Spm.Clock),
            new HeartbeatClient(_http, Network), composer, state.Heartbeats, Questions, counter,
            state.News,
            new AnswerIntake(state.Desired, state.Inbox, state.Runs, Inventory.Answer, state.Faults),
            new MemoryGuard(state.Settings, Spm.Restart, Spm.Clock, NullLogger<MemoryGuard>.Instance),
            Spm.Loops, Spm.Clock, Spm.Jitter, NullLogger<HeartbeatService>.Instance);
    }

    public SpmBench Spm { get; } = new();

    public FakeServer Server { get; } = new();

    /// <summary>The clock that the deadlines of requests go by; the pauses of the service go by the bench's.</summary>
    public ManualClock Network { get; } = new();

    public ServerConnections Connections { get; }

    public HeartbeatQuestions Questions { get; }

    public InventoryState Inventory { get; } = new();

    public HeartbeatState Heartbeats => Spm.State.Heartbeats;

    /// <summary>Starts the service, and passes the delay of a start.</summary>
    public async Task<HeartbeatBench> StartAsync()
    {
        await _service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Spm.Clock.NextWait is not null);
        Assert.False(Server.IsAsked);
        Spm.Clock.Advance(Spm.Clock.NextWait!.Value);
        return this;
    }

    /// <summary>Starts it, and lets the server accept the first heartbeat: from then on heartbeats are held.</summary>
    public async Task<HeartbeatBench> StartAcceptedAsync()
    {
        await StartAsync();
        (await Server.NextAsync()).Accept();
        return this;
    }

    /// <summary>How long the service waits before it sends again; zero where it has sent.</summary>
    public async Task<TimeSpan> PauseAsync()
    {
        TimeSpan? pause = null;
        await Eventually.HoldsAsync(
            () => Server.IsAsked || (pause = Spm.Clock.NextWaitSince(_timersBefore)) is not null);
        return Server.IsAsked ? TimeSpan.Zero : pause ?? TimeSpan.Zero;
    }

    /// <summary>Waits for the end of a pause that is under way.</summary>
    public async Task PassPauseAsync() => Spm.Clock.Advance(await PauseAsync());

    /// <summary>
    /// Answers heartbeats as a row says, and returns the row with the pauses that followed, in seconds.
    /// </summary>
    /// <param name="row">
    /// Answers with a pause each: <c>503:1</c>. <c>503/90</c> has a Retry-After, <c>200@15</c> comes after 15 s;
    /// <c>slow20</c> asks for quiet, <c>desired</c> brings another revision, <c>lost</c> is a network that fails,
    /// <c>page</c> an answer of something else, <c>late</c> none in time.
    /// </param>
    public async Task<string> PlayAsync(string row)
    {
        var played = new List<string>();
        foreach (var answer in row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split(':')[0]))
        {
            Answer(await Server.NextAsync(), answer);
            var pause = await PauseAsync();
            played.Add(string.Create(CultureInfo.InvariantCulture, $"{answer}:{pause.TotalSeconds:0.###}"));
            Spm.Clock.Advance(pause);
        }
        return string.Join(' ', played);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _http.Dispose();
        Spm.Dispose();
    }

    private void Answer(Exchange heartbeat, string answer)
    {
        if (answer.StartsWith("slow", StringComparison.Ordinal))
        {
            heartbeat.Accept($$"""{"slowDownSeconds":{{answer[4..]}}}""");
            return;
        }
        switch (answer)
        {
            case "desired":
                heartbeat.Accept($$$"""{"desired":{"revision":{{{++_revision}}}}}""");
                return;
            case "lost":
                heartbeat.Lose();
                return;
            case "page":
                heartbeat.Accept("<html>");
                return;
            case "late":
                Network.Advance(TimeSpan.FromSeconds(Limits.HeartbeatAnswerSecondsMax + heartbeat.Heartbeat.HoldSeconds));
                return;
        }
        var (status, retryAfter) = Split(answer, '/');
        (status, var held) = Split(status, '@');
        Spm.Clock.Advance(TimeSpan.FromSeconds(held ?? 0));
        if (status == "200") heartbeat.Accept();
        else heartbeat.Answer((HttpStatusCode)int.Parse(status, CultureInfo.InvariantCulture), "", retryAfter);
    }

    private static (string Before, int? Number) Split(string text, char at) =>
        text.Split(at) is [var before, var number]
            ? (before, int.Parse(number, CultureInfo.InvariantCulture))
            : (text, null);
}
