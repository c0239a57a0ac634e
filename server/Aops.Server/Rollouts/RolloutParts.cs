using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Hosts;
using Aops.Server.Layers;
using Aops.Server.Repository;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Rollouts;

/// <summary>The parts of rollouts, put together.</summary>
internal sealed class RolloutParts : IDisposable
{
    private readonly LayerStore _layers;
    private readonly TimeProvider _clock;
    private readonly FleetFreeze _freeze;
    private readonly RolloutPlanning _planning;
    private readonly RolloutConductor _conductor;

    /// <param name="releases">Reads what is published; null where that cannot be told now.</param>
    public RolloutParts(
        Database database, LayerStore layers, Presence presence, LastHeartbeats last, DesiredStates desired,
        FleetFreeze freeze, EventLog events, Func<CancellationToken, Task<IReadOnlyList<Release>?>> releases,
        TimeProvider clock, ILoggerFactory logs)
    {
        (_layers, _freeze, _clock) = (layers, freeze, clock);
        Sent = new SentOrders(clock);
        Store = new RolloutStore(database);
        var reports = new HostReports(presence, last, desired, Sent, clock);
        _planning = new RolloutPlanning(database, reports, releases, clock);
        _conductor = new RolloutConductor(Store, _planning, reports, desired, freeze, events, releases, clock);
        Driver = new RolloutDriver(_conductor, clock, logs.CreateLogger<RolloutDriver>());
    }

    /// <summary>What was put into answers.</summary>
    public SentOrders Sent { get; }

    /// <summary>What is stored.</summary>
    public RolloutStore Store { get; }

    /// <summary>Leads rollouts on.</summary>
    public RolloutDriver Driver { get; }

    /// <summary>Resolves to hosts.</summary>
    public RolloutPlanning Planning => _planning;

    /// <summary>Does single steps.</summary>
    public RolloutConductor Conductor => _conductor;

    /// <summary>Maps the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes, HostQueries queries, ReleaseCatalog releases)
    {
        var answers = new RolloutAnswers(Store, _layers, _freeze);
        new RolloutEndpoints(Store, answers, _planning, _layers, queries, releases, _clock).Map(routes);
        new RolloutVerbEndpoints(Store, answers, _planning, _conductor, Driver, _layers, _clock).Map(routes);
        new RolloutUndoEndpoint(Store, answers, _planning, _conductor, Driver, _layers, _clock).Map(routes);
    }

    public void Dispose()
    {
        Driver.Dispose();
        _conductor.Dispose();
    }
}
