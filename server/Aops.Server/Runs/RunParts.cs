using Aops.Server.Commands;
using Aops.Server.Drifts;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Hosts;
using Aops.Server.Layers;
using Aops.Server.Runs.Output;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Runs;

/// <summary>The parts of runs, put together.</summary>
internal sealed class RunParts : IDisposable
{
    private readonly Database _database;
    private readonly EventLog _events;
    private readonly LongPollRegistry _held;
    private readonly TimeProvider _clock;
    private readonly OutputFolder _outputs;
    private readonly RunNews _news = new();
    private readonly RunOffers _offers;
    private readonly RunConductor _conductor;
    private readonly RunDriver _driver;
    private readonly RunRetention _retention;
    private readonly FleetFreeze _freeze;
    private readonly OutputIntake _intake;
    private readonly RunAgentStore _agents;

    /// <param name="folder">Where output is stored.</param>
    /// <param name="days">Days that runs stay.</param>
    /// <param name="outputBytesMax">The most that the output of all of them may take.</param>
    public RunParts(
        Database database, string folder, int days, long outputBytesMax, FleetFreeze freeze, EventLog events,
        LongPollRegistry held, TimeProvider clock, ILoggerFactory logs)
    {
        (_database, _freeze, _events, _held, _clock) = (database, freeze, events, held, clock);
        _outputs = new OutputFolder(folder, clock);
        _offers = new RunOffers(database);
        var steps = new RunStepStore(database, () => freeze.Current is not null);
        _conductor = new RunConductor(steps, _offers, _news, events, Wake, clock);
        _driver = new RunDriver(_conductor, clock, logs.CreateLogger<RunDriver>());
        Quota = new OutputQuota(outputBytesMax);
        _agents = new RunAgentStore(database, clock);
        _intake = new OutputIntake(_agents, _outputs, Quota, _news);
        Actions = new ActionRuns(_agents, _intake, _driver, events, clock);
        Commands = new CommandStore(database, Actions);
        _retention = new RunRetention(
            database, _outputs, new RunRoom(database, _outputs, Quota, events, clock), Quota, days, clock,
            logs.CreateLogger<RunRetention>());
    }

    /// <summary>How much the output of all runs takes, and may take.</summary>
    public OutputQuota Quota { get; }

    /// <summary>The commands of hosts, which runs give as well.</summary>
    public CommandStore Commands { get; }

    /// <summary>What runs hear of the commands that they gave.</summary>
    public ActionRuns Actions { get; }

    /// <summary>Tells what waits for a host.</summary>
    public TakeRuns Take => _offers.TakeAsync;

    /// <summary>The background services, in the order of their start.</summary>
    public IReadOnlyList<IHostedService> Services => [_driver, _retention];

    /// <summary>The fleet was frozen, or is not any more.</summary>
    public void Signal() => _driver.Signal();

    /// <summary>Maps the endpoints.</summary>
    /// <param name="ending">Cancelled when the server ends.</param>
    /// <returns>By what other features start runs and show them.</returns>
    public RunDesk Map(
        IEndpointRouteBuilder routes, HostQueries queries, RunbookShelf runbooks, CancellationToken ending)
    {
        var store = new RunStore(_database);
        var answers = new RunAnswers(store, _news, _clock, ending);
        var presenter = new RunPresenter(() => _freeze.Current, _clock);
        var starter = new RunStarter(
            store, new HostStore(_database), answers, presenter, _driver, _events, () => _freeze.Current);
        var logs = new LogReader(store, _outputs, _news, _clock, ending);
        var drafts = new RunDraftMaker(queries, runbooks);
        new RunEndpoints(store, answers, starter, presenter, drafts, _clock).Map(routes);
        new RunVerbEndpoints(
            store, answers, starter, presenter, runbooks, _conductor, _driver, _news, _events, _clock).Map(routes);
        var streams = new OutputStreams(new MergedFollower(store, _outputs, logs, _news, _clock, ending));
        var text = new MergedText(store, _outputs);
        new RunLogEndpoints(store, answers, logs, _outputs, streams, text).Map(routes);
        new RunbookEndpoints(runbooks).Map(routes);
        new DriftEndpoints(_database, _clock).Map(routes);
        new RunAgentEndpoints(_agents, _intake, _driver, _events).Map(routes);
        return new RunDesk(drafts, starter, answers, presenter, store, text, streams, ending);
    }

    // Something may wait for a host.
    private void Wake(string agentId)
    {
        Commands.Forget([agentId]);
        _held.Wake(agentId);
    }

    public void Dispose()
    {
        _driver.Dispose();
        _retention.Dispose();
        _outputs.Dispose();
    }
}
