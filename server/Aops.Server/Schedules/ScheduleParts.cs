using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Layers;
using Aops.Server.People;
using Aops.Server.Runs;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Schedules;

/// <summary>The parts of schedules, put together.</summary>
internal sealed class ScheduleParts : IDisposable
{
    private readonly ScheduleStore _store;
    private readonly RunDraftMaker _drafts;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;

    /// <param name="started">Called when a run was started.</param>
    public ScheduleParts(
        Database database, RunbookShelf runbooks, FleetFreeze freeze, Action started, EventLog events,
        TimeProvider clock, ILoggerFactory logs)
    {
        (_events, _clock) = (events, clock);
        _store = new ScheduleStore(database);
        _drafts = new RunDraftMaker(new HostQueries(new HostStore(database)), runbooks);
        Driver = new ScheduleDriver(
            _store, new HolderStore(database), _drafts, () => freeze.Current, started, events, clock,
            logs.CreateLogger<ScheduleDriver>());
    }

    /// <summary>Starts the runs.</summary>
    public ScheduleDriver Driver { get; }

    public void Map(IEndpointRouteBuilder routes) =>
        new ScheduleEndpoints(_store, _drafts, Driver, _events, _clock).Map(routes);

    public void Dispose() => Driver.Dispose();
}
