using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Query.Parsing;
using Aops.Query.Tests;
using Aops.Server.Agents;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Labels;
using Aops.Server.Operations;
using Aops.Server.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Hosts;

/// <summary>Random steps of a fleet by a seed, by what stores those of real hosts and operators.</summary>
internal sealed class CountWalk(Database database, int seed)
{
    private static readonly DateTimeOffset Now = RandomQueries.Now;
    private static readonly CancellationToken Stop = CancellationToken.None;

    private readonly Random _random = new(seed);
    private readonly RandomQueries _facts = new(seed);
    private readonly List<string> _ids = [];
    private int _enrolled;

    /// <summary>Kinds of steps that there are.</summary>
    public const int KindsAll = 10;

    /// <summary>Kinds of steps that were done.</summary>
    public HashSet<string> Kinds { get; } = [];

    /// <summary>Does a step.</summary>
    /// <returns>Its kind.</returns>
    public async Task<string> StepAsync()
    {
        var kind = await RunAsync(_ids.Count < 5 ? 0 : _random.Next(KindsAll));
        Kinds.Add(kind);
        return kind;
    }

    private async Task<string> RunAsync(int kind)
    {
        switch (kind)
        {
            case 0:
                await EnrolAsync();
                return "enrolments";
            case 1:
                await HeartbeatAsync(OneId());
                return "heartbeat";
            case 2:
                await ChangeAsync(connection => FactRows.StoreTime(connection, OneId(), Now, 30));
                return "heartbeat without news";
            case 3:
                await new LabelStore(database).ChangeAsync(OneId(), Labels(), null, dryRun: false, Stop);
                return "labels of one";
            case 4:
                await LabelAllAsync();
                return "labels of many";
            case 5:
                await new AgentStore(database).StoreSilenceAsync(OneId(), (HostState)_random.Next(2, 4), Now, Stop);
                return "silence";
            case 6:
                await new AgentStore(database).BeginUnknownAsync(Now - TimeSpan.FromDays(7), Stop);
                return "start of the server";
            case 7:
                var facts = _facts.NextHost(0) with { Id = OneId() };
                await ChangeAsync(connection => InventorySeed.Store(connection, facts));
                return "inventory";
            case 8:
                await RemoveAsync();
                return "removal";
            default:
                await SaveGroupAsync();
                return "group";
        }
    }

    private async Task EnrolAsync()
    {
        var hosts = Enumerable.Range(_enrolled, 8).Select(_facts.NextHost).ToList();
        _enrolled += hosts.Count;
        _ids.AddRange(hosts.Select(host => host.Id));
        await HostSeed.StoreAsync(database, hosts);
    }

    private Task HeartbeatAsync(string id)
    {
        var facts = _facts.NextHost(0);
        var update = new StatusUpdate
        {
            AgentId = id,
            At = Now,
            IntervalSeconds = 30,
            Status = [],
            Summary = [],
            Facts = new ReportedFacts
            {
                Host = new HostInfo
                {
                    Hostname = facts.Hostname, MachineId = "aa", Os = facts.Os, Kernel = facts.Kernel,
                    Architecture = facts.Architecture, ServiceManager = facts.ServiceManager,
                },
                Version = facts.Version, Faults = facts.Faults, Upgrade = facts.Upgrade, SubAgents = [.. facts.SubAgents],
                IsPaused = _random.Next(3) == 0,
            },
        };
        return ChangeAsync(connection => FactRows.Store(connection, update, update.Facts.Digest()));
    }

    private async Task LabelAllAsync()
    {
        var query = QueryParser.Parse(_facts.NextQuery(), ListedLabels.None);
        var count = await new HostStore(database).CountAsync(query, Now, Stop);
        await new LabelStore(database).ChangeAllAsync(query, Labels(), count, TestActor.Operator, Now, Stop);
        await new OperationStore(database).RunPieceAsync(Now, Stop);
    }

    private async Task RemoveAsync()
    {
        var id = OneId();
        var removed = await new AgentStore(database).RemoveAsync(id, new RemovalOrder(TestActor.Operator, "", Now), Stop);
        Assert.Equal(id, Assert.Single(removed).Id);
        _ids.Remove(id);
    }

    // The group is told of as many hosts as its query has; a further write of it changes its query.
    private async Task SaveGroupAsync()
    {
        var name = $"g{_random.Next(3)}";
        var store = new GroupStore(database);
        var query = QueryParser.Parse(_facts.NextQuery(), ListedLabels.None);
        var outcome = await store.SaveAsync(new GroupChange
        {
            Name = name, Rank = name[1] - '0' + 1, Query = query, Note = "", IsNew = await store.FindAsync(name, Stop) is null,
            Expected = null, By = TestActor.Operator, Scope = QueryNode.All, Now = Now,
        }, isDry: false, Stop);
        var counted = await database.ReadAsync(connection => HostStore.CountRows(connection, query, Now), Stop);
        Assert.Equal(counted, Assert.IsType<GroupOutcome.Saved>(outcome).Count);
    }

    private Task ChangeAsync(Action<StoreConnection> change) => database.WriteAsync(
        connection =>
        {
            change(connection.Unaudited());
            return true;
        },
        Durability.Process, Stop);

    private LabelChange Labels()
    {
        string[] names = ["env", "tier", "critical"];
        return new LabelChange(names.Take(_random.Next(1, 4)).ToDictionary(
            name => name, _ => _random.Next(3) == 0 ? null : $"v{_random.Next(3)}"));
    }

    private string OneId() => _ids[_random.Next(_ids.Count)];
}
