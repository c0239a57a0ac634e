using Aops.Server.Commands;
using Aops.Server.Deployments;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Hosts;
using Aops.Server.Layers;
using Aops.Server.Repository;
using Aops.Server.Runs;
using Aops.Server.Runs.Output;
using Aops.Server.Schedules;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>Runs and the schedules that start them, put together.</summary>
internal sealed class RunWork : IDisposable
{
    private readonly RunbookShelf _runbooks;
    private readonly RunParts _runs;
    private readonly ScheduleParts _schedules;
    private readonly Database _database;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;

    /// <param name="folder">Where output is stored.</param>
    public RunWork(
        Database database, string folder, ServerOptions options, ReleaseCatalog catalog, RepositoryFolder repository,
        FleetFreeze freeze, EventLog events, LongPollRegistry held, TimeProvider clock, ILoggerFactory logs)
    {
        (_database, _events, _clock) = (database, events, clock);
        _runbooks = new RunbookShelf(catalog, repository);
        _runs = new RunParts(
            database, folder, options.RunDays, options.RunOutputBytesMax, freeze, events, held, clock, logs);
        _schedules = new ScheduleParts(database, _runbooks, freeze, _runs.Signal, events, clock, logs);
    }

    /// <summary>The commands of hosts, which runs give as well.</summary>
    public CommandStore Commands => _runs.Commands;

    /// <summary>What runs hear of the commands that they gave.</summary>
    public ICommandRuns Actions => _runs.Actions;

    /// <summary>Tells what waits for a host.</summary>
    public TakeRuns Take => _runs.Take;

    /// <summary>How much the output of all runs takes, and may take.</summary>
    public OutputQuota Quota => _runs.Quota;

    /// <summary>The background services, in the order of their start.</summary>
    public IReadOnlyList<IHostedService> Services => [.. _runs.Services, _schedules.Driver];

    /// <summary>The fleet was frozen, or is not any more.</summary>
    public void Signal() => _runs.Signal();

    /// <summary>Maps the endpoints.</summary>
    /// <param name="ending">Cancelled when the server ends.</param>
    public void Map(IEndpointRouteBuilder routes, HostQueries queries, CancellationToken ending)
    {
        var desk = _runs.Map(routes, queries, _runbooks, ending);
        DeploymentParts.Map(routes, _database, desk, queries, _runbooks, _events, _clock);
        _schedules.Map(routes);
    }

    public void Dispose()
    {
        _schedules.Dispose();
        _runs.Dispose();
    }
}
