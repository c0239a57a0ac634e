using Aops.Server.Agents;
using Aops.Server.Bootstrap;
using Aops.Server.Commands;
using Aops.Server.Connections;
using Aops.Server.Console;
using Aops.Server.Desired;
using Aops.Server.Enrolment;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Repository;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>Everything between the store and the endpoints, put together by hand: the one place that knows all parts.</summary>
internal sealed class ServerParts : IAsyncDisposable
{
    private readonly ServerFolder _folder;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _logs;
    private readonly AgentStore _agents;
    private readonly CommandStore _commands;
    private readonly EnrolmentStore _enrolments;
    private readonly AgentGate _gate;
    private readonly ServerGuards _guards;
    private readonly EventStore _eventStore;
    private readonly EventLog _events;
    private readonly Presence _presence;
    private readonly DesiredStates _desired;
    private readonly RepositoryFolder _repository;
    private readonly RepositoryUpload _upload;

    public ServerParts(
        ServerFolder folder, Database database, DescriptorPlan plan, TimeProvider clock, ILoggerFactory logs)
    {
        (_folder, _database, _clock, _logs) = (folder, database, clock, logs);
        _agents = new AgentStore(database);
        _commands = new CommandStore(database);
        _eventStore = new EventStore(database);
        _enrolments = new EnrolmentStore(database);
        _gate = new AgentGate(_agents);
        _guards = new ServerGuards(
            plan, _gate, new OperatorGate(Secrets.Hash(folder.OpenOperatorToken())),
            new NewcomerGate(_gate, _enrolments, clock), clock, logs);
        _events = new EventLog(_eventStore, clock, logs.CreateLogger<EventLog>());
        _presence = new Presence(_agents, _events, clock, logs.CreateLogger<Presence>());
        Held = new HeldHeartbeats(clock);
        _desired = new DesiredStates(new DesiredStore(database), Held, clock);
        _repository = new RepositoryFolder(folder.Repository);
        _upload = new RepositoryUpload(_repository);
    }

    public HeldHeartbeats Held { get; }

    /// <summary>Where connections come from.</summary>
    public GatedTransport Transport => _guards.Transport;

    /// <summary>The way to every endpoint.</summary>
    public RequestGate Gate => _guards.Gate;

    /// <summary>
    /// What runs beside the requests, in the order of its start: each may use those before it until it has stopped.
    /// </summary>
    public IReadOnlyList<IHostedService> Services => [_desired, _events, _presence];

    /// <summary>Maps all endpoints.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="publicUrl">How agents reach this server; null to believe the request's Host.</param>
    /// <param name="stopping">Ends requests that wait for events.</param>
    public void Map(IEndpointRouteBuilder routes, Uri? publicUrl, CancellationToken stopping)
    {
        var intake = new StatusIntake(
            _agents, _presence, _events, _clock, _logs.CreateLogger<StatusIntake>());
        var answers = new HeartbeatAnswers(_desired, _commands, () => _database.Backlog, _clock);
        var catalog = new ReleaseCatalog(_repository, _logs.CreateLogger<ReleaseCatalog>());
        var removal = new AgentRemoval(_agents, _presence, intake, _desired, Held, _events);

        new HeartbeatEndpoint(intake, answers, Held, _presence, _clock).Map(routes);
        new RegisterEndpoint(
            _enrolments, _gate, _desired, _presence, _events, _clock,
            _logs.CreateLogger<RegisterEndpoint>()).Map(routes);
        new SelfEndpoint().Map(routes);
        new CommandResultEndpoints(_commands, _events).Map(routes);
        new RepositoryEndpoints(_repository, _upload, catalog, _events).Map(routes);

        var operators = routes.GroupFor(EndpointAccess.Operator);
        new FleetEndpoints(_agents, new FleetView(_presence, _desired), removal).Map(operators);
        new DesiredEndpoints(_desired, _agents, catalog, _events).Map(operators);
        new CommandEndpoints(_commands, Held, _clock).Map(operators);
        new EnrolmentTokenEndpoints(new EnrolmentTokens(_enrolments, _clock), _enrolments).Map(operators);
        new EventEndpoints(_eventStore, _events, _clock, stopping).Map(operators);

        var open = routes.GroupFor(EndpointAccess.Open);
        new BootstrapEndpoints(_folder.CaCertificate, catalog, publicUrl).Map(open);
        new ConsoleEndpoints().Map(open);
        EndpointDeclarations.Check(routes);
    }

    public async ValueTask DisposeAsync()
    {
        await _presence.DisposeAsync();
        await _events.DisposeAsync();
        _desired.Dispose();
        _upload.Dispose();
        _guards.Dispose();
    }
}
