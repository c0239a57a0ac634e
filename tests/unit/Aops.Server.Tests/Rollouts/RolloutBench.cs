using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Server.Agents;
using Aops.Server.Audit;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Layers;
using Aops.Server.Rollouts;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Server.Tests.Rollouts;

/// <summary>Stored hosts, their memory and the conductor of rollouts, on a clock that the test moves; without HTTP.</summary>
internal sealed class RolloutBench : IAsyncDisposable
{
    private readonly TestDatabase _file = new();
    private Database _database = null!;
    private LastHeartbeats _last = null!;
    private EventLog _events = null!;
    private Presence _presence = null!;
    private RolloutParts _parts = null!;

    public ManualClock Clock { get; } = new();

    /// <summary>How often hosts have told since the bench runs until something is reached.</summary>
    public int Turns { get; private set; }

    public List<BenchHost> Hosts { get; } = [];

    public DesiredStates Desired { get; private set; } = null!;

    public LayerStore Layers { get; private set; } = null!;

    public FleetFreeze Freeze { get; private set; } = null!;

    public RolloutStore Store => _parts.Store;

    /// <summary>What is published; null where that cannot be told.</summary>
    public IReadOnlyList<Server.Repository.Release>? Published { get; set; }

    public RolloutConductor Conductor => _parts.Conductor;

    /// <summary>A fleet that runs 1.0, as its layer says; each third host has another kernel.</summary>
    public static async Task<RolloutBench> StartAsync(int hosts)
    {
        var bench = new RolloutBench();
        await bench.OpenAsync();
        for (var i = 0; i < hosts; i++) await bench.AddHostAsync();
        await bench.WriteAsync(DocumentOf("1.0"));
        await bench.SpeakAsync();
        return bench;
    }

    /// <summary>What the layer of the fleet says of a version.</summary>
    public static LayerDocument DocumentOf(string version) => new()
    {
        Agent = new DesiredAgent { Version = version }, SubAgents = [new LayerSubAgent { Name = "web", Version = "1" }],
    };

    public async Task<BenchHost> AddHostAsync()
    {
        var host = new BenchHost($"h{Hosts.Count:D4}");
        await HostSeed.StoreAsync(_database, [new HostFacts
        {
            Id = host.Id, Hostname = host.Id, Version = "1.0", State = HostState.Online, EnrolledAt = Clock.GetUtcNow(),
            Kernel = Hosts.Count % 3 == 0 ? "6.9.1" : "6.1.0", Architecture = "x64", Os = "Debian 12", OsId = "debian",
        }]);
        Hosts.Add(host);
        await Desired.RefreshAsync(host.Id, CancellationToken.None);
        return host;
    }

    /// <summary>Whether a host has the kernel of each third one.</summary>
    public static bool HasRareKernel(BenchHost host) =>
        int.Parse(host.Id[1..], System.Globalization.CultureInfo.InvariantCulture) % 3 == 0;

    /// <summary>The server is gone, with all that is in memory, and starts again.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Writes the layer of the fleet as it has always been written: all at once.</summary>
    public async Task<LayerOutcome.Changed> WriteAsync(LayerDocument document)
    {
        var outcome = await Layers.ChangeAsync(
            new LayerChange
            {
                Layer = LayerName.Fleet, Author = TestActor.Operator, Scope = QueryNode.All, Message = "",
                Now = Clock.GetUtcNow(), Make = _ => document,
            },
            CancellationToken.None);
        var changed = Assert.IsType<LayerOutcome.Changed>(outcome);
        await Desired.ReloadAsync(CancellationToken.None);
        return changed;
    }

    /// <summary>Makes a rollout of the fleet to a version, plans and starts it.</summary>
    public async Task<string> StartRolloutAsync(string version = "2.0", RolloutStrategy? strategy = null)
    {
        var (now, draft) = (Clock.GetUtcNow(), await DraftAsync(version, strategy ?? Brisk));
        var (id, plan) = (draft.Id, await _parts.Planning.ResolveAsync(draft, CancellationToken.None));
        var rollout = new RolloutRecord
        {
            Standing = new RolloutStanding { Id = id, Strategy = draft.Strategy, State = RolloutState.Planned, Since = now },
            Stages = plan.Plan.ToStandings(now), Layer = draft.Layer, Document = draft.Document, Base = draft.Base,
            Reason = "", CreatedAt = now, CreatedBy = "o", Plan = plan.ToView(), PlannedAt = now,
            WasPublished = Published is not null, Counts = RolloutCounts.Of(plan.Hosts, draft.Strategy.Stages.Count),
        };
        await Store.AddAsync(rollout, plan.Hosts, RolloutAudit.Planned(AuditKinds.RolloutCreate, rollout));
        await ActAsync(id, AuditKinds.RolloutStart, facts => RolloutVerbs.Start(facts, isApproved: true),
            before => before with { StartedBy = "o", StartedAt = now });
        return id;
    }

    /// <summary>What a rollout of the fleet to a version would do.</summary>
    public async Task<ResolvedPlan> PlanAsync(string version) =>
        await _parts.Planning.ResolveAsync(await DraftAsync(version, Brisk), CancellationToken.None);

    /// <summary>Writes what the server has learnt of a host before.</summary>
    public Task LearnAsync(string host, string zone, params (string Kind, DateTimeOffset At)[] events) =>
        _database.WriteAsync(
            connection =>
            {
                connection.Prepare("UPDATE agent SET zone = @zone WHERE id = @id").Set("@zone", zone).Set("@id", host).Run();
                foreach (var (kind, at) in events)
                {
                    connection.Prepare("INSERT INTO event (at, kind, agent_id, hostname, message) VALUES (@at, @kind, @id, @id, '')")
                        .Set("@at", at).Set("@kind", kind).Set("@id", host).Run();
                }
                return true;
            },
            Durability.Process, CancellationToken.None);

    /// <summary>A program of a host's pair starts again.</summary>
    public void StartAgain(BenchHost host) => _last.NoteStart(host.Id, Clock.GetUtcNow());

    /// <summary>What a host is told was put into an answer.</summary>
    public void NoteSent(BenchHost host) => _parts.Sent.Note(host.Id, Desired.Find(host.Id).Number);

    /// <summary>Releases of the suite, and the sub-agent of the fleet.</summary>
    public static IReadOnlyList<Server.Repository.Release> ReleasesOf(params string[] versions) =>
    [
        .. versions.Select((version, index) => ReleaseOf("agent", PackageKinds.AgentName, version) with { ReleaseNumber = index + 1 }),
        ReleaseOf("subagent", "web", "1"),
    ];

    /// <summary>The default strategy with times that a test waits for.</summary>
    public static RolloutStrategy Brisk { get; } = RolloutStrategy.Default with
    {
        Soak = TimeSpan.FromSeconds(30), Deadline = TimeSpan.FromMinutes(5), Trail = TimeSpan.FromMinutes(10),
    };

    /// <summary>An operator's word.</summary>
    public async Task<VerbResult> ActAsync(
        string id, string kind, Func<RolloutFacts, VerbOutcome> decide, Func<RolloutRecord, RolloutRecord>? change = null,
        bool isRenewed = false)
    {
        var verb = new RolloutVerb
        {
            Decide = (facts, _) => decide(facts), Act = (before, step) => RolloutAudit.Told(kind, before, step, null),
            Change = change ?? (static before => before), IsRenewed = isRenewed,
        };
        var result = await Conductor.ActAsync(id, verb, isDry: false, CancellationToken.None);
        Assert.IsType<VerbOutcome.Done>(result!.Outcome);
        Assert.IsType<StepOutcome.Stored>(result.Stored);
        return result;
    }

    /// <summary>Every host that is online takes in what it is told, and tells.</summary>
    public async Task SpeakAsync()
    {
        foreach (var host in Hosts.Where(host => host.IsOnline))
        {
            var told = Desired.Find(host.Id);
            NoteSent(host);
            _presence.Of(host.Id).Record(TimeSpan.FromSeconds(10));
            _last.Set(host.Id, new LastHeartbeat(host.Speak(told), 100, null));
        }
        await Task.CompletedTask;
    }

    /// <summary>Steps until there is none.</summary>
    public async Task StepAsync()
    {
        for (var steps = 0; await Conductor.StepAllAsync(CancellationToken.None); steps++)
            Assert.True(steps < 1000, "it steps without an end");
    }

    /// <summary>The time passes, hosts tell, and the conductor steps, until a state is there.</summary>
    public async Task<RolloutRecord> RunUntilAsync(string id, Func<RolloutRecord, bool> isReached, Func<Task>? between = null)
    {
        for (Turns = 0; Turns < 400; Turns++)
        {
            await StepAsync();
            var rollout = await FindAsync(id);
            if (isReached(rollout)) return rollout;
            Clock.Advance(TimeSpan.FromSeconds(5));
            await SpeakAsync();
            if (between is not null) await between();
        }
        var last = await FindAsync(id);
        Assert.Fail($"{last.State} ({last.Standing.Reason}): {string.Join(", ", RolloutCounts.Sum(last.Counts))}");
        return last;
    }

    public Task<RolloutRecord> RunUntilAsync(string id, RolloutState state, Func<Task>? between = null) =>
        RunUntilAsync(id, rollout => rollout.State == state, between);

    public async Task<RolloutRecord> FindAsync(string id) => (await Store.FindAsync(id, CancellationToken.None))!;

    public async Task<List<RolloutHost>> ListAsync(string id) =>
        (await Store.LoadAsync(id, CancellationToken.None))!.Value.Hosts;

    /// <summary>What is known of hosts, by another reader than the conductor's.</summary>
    public HostReports NewReports() => new(_presence, _last, Desired, _parts.Sent, Clock);

    /// <summary>What the hosts of a rollout should be.</summary>
    public async Task<WantedDocuments> WantedAsync(string id)
    {
        var rollout = await FindAsync(id);
        return new WantedDocuments(await Store.FindLayerAsync(
            rollout.Layer, rollout.Revision ?? rollout.Base, CancellationToken.None));
    }

    /// <summary>The revision of the fleet's layer that each host is told.</summary>
    public async Task<Dictionary<string, long>> RevisionsAsync() =>
        (await Layers.ListHostsAsync(CancellationToken.None)).ToDictionary(
            host => host.AgentId, host => host.Layers.Single().Revision);

    private async Task<RolloutDraft> DraftAsync(string version, RolloutStrategy strategy)
    {
        var head = (await Layers.FindHeadAsync(LayerName.Fleet, CancellationToken.None))!;
        return new RolloutDraft
        {
            Id = Guid.CreateVersion7().ToString("N"), Layer = LayerName.Fleet, Base = head.Number, Strategy = strategy,
            Document = head.Document! with { Agent = new DesiredAgent { Version = version } },
        };
    }

    private static Server.Repository.Release ReleaseOf(string kind, string name, string version) => new()
    {
        Kind = kind, Name = name, Version = version, Target = $"{kind}/{name}-{version}", LengthBytes = 1,
        Sha256 = Server.Repository.Sha256Digest.TryParse(new string('0', 64), out var digest) ? digest : throw new FormatException(),
    };

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _file.Dispose();
    }

    private async Task OpenAsync()
    {
        _database = Database.Open(_file.NewDialect(), Clock);
        Layers = new LayerStore(_database);
        Freeze = new FleetFreeze(_database, Clock);
        await Freeze.StartAsync(CancellationToken.None);
        Desired = new DesiredStates(Layers, new LongPollRegistry(Clock), Clock);
        await Desired.StartAsync(CancellationToken.None);
        _last = new LastHeartbeats(long.MaxValue);
        _events = new EventLog(new EventStore(_database), Clock, NullLogger<EventLog>.Instance);
        _presence = new Presence(new AgentStore(_database), _events, Clock, NullLogger<Presence>.Instance);
        _parts = new RolloutParts(
            _database, Layers, _presence, _last, Desired,
            Freeze, _events, _ => Task.FromResult(Published), Clock, NullLoggerFactory.Instance);
    }

    private async Task CloseAsync()
    {
        _parts.Dispose();
        await _presence.DisposeAsync();
        await _events.DisposeAsync();
        await _database.DisposeAsync();
    }
}
