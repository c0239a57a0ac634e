using Aops.Contracts.Wire.Runs;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Query.Parsing;
using Aops.Rollouts.Strategies;
using Aops.Server.Audit;
using Aops.Server.Runs;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>
/// Runs over stored hosts whose fates are random by a seed: they go offline, leave, fail, tell late or never. The database is
/// closed and opened in between, as by a server that was killed.
/// </summary>
public sealed class RunSeedTests : IDisposable
{
    private const int Hosts = 30;

    private readonly TestDatabase _file = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    public void Dispose() => _file.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Run_Ends_AndNoHostIsGivenMoreThanItMay(int seed)
    {
        var random = new Random(seed);
        var clock = new ManualClock();
        var database = _file.Open();
        await HostSeed.StoreAsync(database, [.. Enumerable.Range(0, Hosts).Select(number => HostOf(number, clock))]);
        for (var number = 0; number < Hosts; number++)
            if (random.Next(8) > 0) await SetPolicyAsync(database, IdOf(number));
        var concurrency = random.Next(1, 8);
        var draft = DraftOf(random, concurrency, clock.GetUtcNow());
        var isFrozen = false;
        await new RunStore(database).StartAsync(draft, isDry: false, CancellationToken.None);
        var accepted = new HashSet<string>();
        for (var minutes = 0; ; minutes++)
        {
            Assert.True(minutes < 600, $"seed {seed}: it does not end");
            if (random.Next(10) == 0) isFrozen = !isFrozen && random.Next(3) == 0;
            var queued = await QueuedAsync(database, draft.Order.Id);
            var steps = new RunStepStore(database, () => isFrozen);
            while (await steps.StepAsync(draft.Order.Id, clock.GetUtcNow(), CancellationToken.None) is not null)
            {
            }
            var run = (await new RunStore(database).FindAsync(draft.Order.Id, CancellationToken.None))!;
            await CheckAsync(database, run, concurrency, seed);
            var isHeld = isFrozen && !draft.IgnoresFreeze;
            if (isHeld || draft.Window?.IsOpen(clock.GetUtcNow(), null) == false) await CheckHeldAsync(database, run.Id, queued, seed);
            if (run.EndedAt is not null) break;
            await ActAsync(database, random, run, clock, accepted);
            clock.Advance(TimeSpan.FromMinutes(1));
            if (random.Next(10) != 0) continue;
            await database.DisposeAsync();
            database = _file.Open();
        }
        await database.DisposeAsync();
    }

    // What is counted is what is there, no more hosts have it than may, and nothing of an ended run is left that only hosts need.
    private static async Task CheckAsync(Database database, RunRecord run, int concurrency, int seed)
    {
        var hosts = await new RunStore(database).ListHostsAsync(run.Id, RunHostFilter.None, "", 1000, CancellationToken.None);
        var counted = hosts.GroupBy(host => host.Phase).ToDictionary(group => group.Key, group => group.LongCount());
        Assert.Equal(counted.OrderBy(one => one.Key), run.Counts.ByPhase.OrderBy(one => one.Key));
        Assert.True(run.Counts.InFlight <= concurrency, $"seed {seed}: {run.Counts.InFlight} in flight");
        var tried = run.Counts.InFlight + run.Counts.Attempted;
        if (run.Ramp?.Width(run.Hosts, run.Counts.Attempted) is { } width)
            Assert.True(tried <= width, $"seed {seed}: {tried} tried, and the ramp lets {width}");
        Assert.All(hosts, host => Assert.Equal(RunPhases.IsFinal(host.Phase), host.EndedAt is not null));
        if (run.EndedAt is null) return;
        Assert.Null(run.Parameters);
        Assert.Equal(0, run.Counts.Open);
        if (run.State == RunState.Ended) Assert.DoesNotContain(RunPhases.Stopped, counted.Keys);
    }

    private static async Task<HashSet<string>> QueuedAsync(Database database, string id) =>
        [.. await new RunStore(database).ListIdsAsync(id, [RunPhases.Queued], CancellationToken.None)];

    // Nothing begins: whose turn had not come has no order, and no host keeps one of which it does not know.
    private static async Task CheckHeldAsync(Database database, string id, HashSet<string> queued, int seed)
    {
        var hosts = await new RunStore(database).ListHostsAsync(
            id, new RunHostFilter(RunPhases.Offered, null), "", 1000, CancellationToken.None);
        Assert.All(hosts, host => Assert.False(queued.Contains(host.AgentId), $"seed {seed}: {host.AgentId} has its turn"));
        Assert.All(hosts, host => Assert.NotNull(host.SentAt));
    }

    private static async Task ActAsync(
        Database database, Random random, RunRecord run, ManualClock clock, HashSet<string> accepted)
    {
        var offers = new RunOffers(database);
        var agents = new RunAgentStore(database, clock);
        for (var number = 0; number < Hosts; number++)
        {
            var id = IdOf(number);
            if (random.Next(40) == 0) await SetStateAsync(database, id, random.Next(2) == 0 ? HostState.Offline : HostState.Online);
            if (random.Next(400) == 0) await RemoveAsync(database, id);
            var told = await offers.TakeAsync(id, clock.GetUtcNow(), CancellationToken.None);
            if (told.Orders is { Count: > 0 } && random.Next(3) == 0)
            {
                // A host starts an id once, however often it is told.
                if (accepted.Add(id)) await ReportAsync(agents, run.Id, id, RunPhase.Running, clock);
            }
            else if (accepted.Contains(id) && random.Next(4) == 0)
            {
                var phase = told.Cancelled is { Count: > 0 } ? RunPhase.Cancelled
                    : random.Next(8) == 0 ? RunPhase.Failed : RunPhase.Succeeded;
                await ReportAsync(agents, run.Id, id, phase, clock);
            }
        }
        if (random.Next(60) == 0) await new RunStore(database).CancelAsync(run.Id, null, clock.GetUtcNow());
    }

    private static Task ReportAsync(RunAgentStore agents, string runId, string id, RunPhase phase, ManualClock clock) =>
        agents.ReportAsync(runId, id, new RunReport { Phase = phase, At = clock.GetUtcNow() }, CancellationToken.None);

    private static Task SetStateAsync(Database database, string id, HostState state) => database.WriteAsync(
        connection => connection.Prepare("UPDATE agent SET state = @state WHERE id = @id")
            .Set("@state", (long)state).Set("@id", id).Run(),
        Durability.Process, CancellationToken.None);

    private static Task SetPolicyAsync(Database database, string id) => database.WriteAsync(
        connection => connection.Prepare("UPDATE agent SET runs = 'signed' WHERE id = @id").Set("@id", id).Run(),
        Durability.Process, CancellationToken.None);

    private static Task RemoveAsync(Database database, string id) => database.WriteAsync(
        connection =>
        {
            AuditRows.Append(connection, new AuditChange(AuditKinds.HostRemove, $"host:{id}"));
            return connection.Prepare("DELETE FROM agent WHERE id = @id").Set("@id", id).Run();
        },
        Durability.Process, CancellationToken.None);

    private static RunDraft DraftOf(Random random, int concurrency, DateTimeOffset now) => new()
    {
        Kind = RunKind.Runbook, What = "a test",
        Order = new RunOrder
        {
            Id = Guid.CreateVersion7().ToString("N"), Runbook = new RunbookReference("a", "1"), StartBefore = now.AddMinutes(random.Next(5, 60)),
        },
        Parameters = new Dictionary<string, string> { ["A"] = "1" }, Shown = new Dictionary<string, string> { ["A"] = "1" },
        Query = QueryNode.All, Longest = TimeSpan.FromMinutes(random.Next(1, 30)),
        OutputBytesMax = RunLimits.OutputBytesDefault, Concurrency = concurrency,
        Budget = random.Next(3) == 0 ? new RunBudget(random.Next(4), null) : new RunBudget(null, random.Next(101)),
        WhileOffline = random.Next(2) == 0 ? WhileOffline.Skip : WhileOffline.Queue, Reason = "", By = "o", Now = now,
        Ramp = random.Next(2) == 0 ? null : new RunRamp([new(random.Next(1, 4), null), new(null, random.Next(10, 101))]),
        Window = random.Next(3) > 0 ? null : new MaintenanceWindow(CronSchedule.Parse("*/15 * * * *"), TimeSpan.FromMinutes(6), "UTC"),
        IgnoresFreeze = random.Next(3) == 0,
    };

    private static string IdOf(int number) => $"h{number:D4}";

    private static HostFacts HostOf(int number, ManualClock clock) => new()
    {
        Id = IdOf(number), Hostname = IdOf(number), Version = "1.0", State = number % 5 == 0 ? HostState.Offline : HostState.Online,
        EnrolledAt = clock.GetUtcNow(), Architecture = "x64",
    };
}
