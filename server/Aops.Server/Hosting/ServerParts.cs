using Aops.Server.Agents;
using Aops.Server.Bootstrap;
using Aops.Server.Certificates;
using Aops.Server.Commands;
using Aops.Server.Console;
using Aops.Server.Desired;
using Aops.Server.Enrolment;
using Aops.Server.Enrolment.Clones;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Repository;
using Aops.Server.Security;
using Aops.Server.Security.Operators;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>Everything between the store and the endpoints, put together by hand: the one place that knows all parts.</summary>
internal sealed class ServerParts : IAsyncDisposable
{
    private readonly ServerCertificates _certificates;
    private readonly CertificateService _renewal;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _logs;
    private readonly AgentStore _agents;
    private readonly CommandStore _commands;
    private readonly OperatorGate _operators;
    private readonly EventStore _eventStore;
    private readonly EventLog _events;
    private readonly Presence _presence;
    private readonly InstanceWatch _instances;
    private readonly StatusBudget _statuses;
    private readonly DesiredStates _desired;
    private readonly RepositoryFolder _repository;
    private readonly RepositoryUpload _upload;

    public ServerParts(
        ServerFolder folder, ServerCertificates certificates, Database database, TimeProvider clock,
        ILoggerFactory logs)
    {
        (_certificates, _database, _clock, _logs) = (certificates, database, clock, logs);
        _agents = new AgentStore(database);
        _commands = new CommandStore(database);
        _eventStore = new EventStore(database);
        _operators = new OperatorGate(new OperatorTokenStore(database), clock);
        _events = new EventLog(_eventStore, clock, logs.CreateLogger<EventLog>());
        _renewal = new CertificateService(certificates, _events, clock, logs.CreateLogger<CertificateService>());
        _presence = new Presence(_agents, _events, clock, logs.CreateLogger<Presence>());
        _instances = new InstanceWatch(_agents, _events, clock);
        _statuses = new StatusBudget(_agents, ServerLimits.StatusBytesTotalMax);
        Held = new HeldHeartbeats(clock);
        _desired = new DesiredStates(new DesiredStore(database), Held, clock);
        _repository = new RepositoryFolder(folder.Repository);
        _upload = new RepositoryUpload(_repository);
    }

    public HeldHeartbeats Held { get; }

    /// <summary>
    /// What runs beside the requests, in the order of its start: each may use those before it until it has stopped.
    /// </summary>
    public IReadOnlyList<IHostedService> Services => [_desired, _statuses, _events, _presence, _renewal];

    /// <summary>Maps all endpoints.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="publicUrl">How agents reach this server; null to believe the request's Host.</param>
    /// <param name="stopping">Ends requests that wait for events.</param>
    public void Map(IEndpointRouteBuilder routes, Uri? publicUrl, CancellationToken stopping)
    {
        var gate = new AgentGate(_agents);
        var enrolments = new EnrolmentStore(_database);
        var machines = new MachineGate(_instances);
        var intake = new StatusIntake(
            _agents, _presence, _instances, _statuses, _events, _clock, _logs.CreateLogger<StatusIntake>());
        var catalog = new ReleaseCatalog(_repository, _logs.CreateLogger<ReleaseCatalog>());
        var answers = new HeartbeatAnswers(
            _desired, _commands, new PublishedAuthority(catalog), () => _database.Backlog, _clock);
        var removal = new AgentRemoval(_agents, _presence, intake, _desired, Held, _events, _clock);

        new HeartbeatEndpoint(gate, machines, intake, answers, Held, _presence, _clock).Map(routes);
        new BatchEndpoint(gate, machines, intake, answers).Map(routes);
        new RegisterEndpoint(
            enrolments, gate, _instances, _desired, _presence, _events, _clock,
            _logs.CreateLogger<RegisterEndpoint>()).Map(routes);
        new SelfEndpoint(gate, _presence, _clock).Map(routes);
        new CloneEndpoints(new CloneStore(_database), _events, _operators).Map(routes);
        new CommandResultEndpoints(_commands, _events, gate).Map(routes);

        new FleetEndpoints(_agents, new FleetView(_presence, _desired, _instances), removal, _operators).Map(routes);
        new DesiredEndpoints(_desired, _agents, catalog, _events, _operators).Map(routes);
        new CommandEndpoints(_commands, Held, _clock, _operators).Map(routes);
        new EnrolmentTokenEndpoints(new EnrolmentTokens(enrolments, _clock), enrolments, _operators).Map(routes);
        new EventEndpoints(_eventStore, _events, _clock, _operators, stopping).Map(routes);
        new RepositoryEndpoints(_repository, _upload, catalog, _events, _operators).Map(routes);
        new BootstrapEndpoints(_certificates, catalog, publicUrl).Map(routes);
        new ConsoleEndpoints().Map(routes);
    }

    public async ValueTask DisposeAsync()
    {
        _renewal.Dispose();
        await _presence.DisposeAsync();
        await _events.DisposeAsync();
        _desired.Dispose();
        _upload.Dispose();
    }
}
