using Aops.Server.Agents;
using Aops.Server.Audit;
using Aops.Server.Audit.Trail;
using Aops.Server.Backups;
using Aops.Server.Batch;
using Aops.Server.Bootstrap;
using Aops.Server.Certificates;
using Aops.Server.Commands;
using Aops.Server.Connections;
using Aops.Server.WebConsole;
using Aops.Server.Desired;
using Aops.Server.Enrolment;
using Aops.Server.Enrolment.Clones;
using Aops.Server.Events;
using Aops.Server.Explain;
using Aops.Server.Freezes;
using Aops.Server.Groups;
using Aops.Server.Heartbeats;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Idempotency;
using Aops.Server.SingleSignOn;
using Aops.Server.Layers;
using Aops.Server.Metrics;
using Aops.Server.Operations;
using Aops.Server.Repository;
using Aops.Server.Rollouts;
using Aops.Server.Security;
using Aops.Server.People;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>
/// All parts between the store and the endpoints, composed by constructors: the only place that knows every
/// part.
/// </summary>
internal sealed class CompositionRoot : IAsyncDisposable
{
    private readonly ServerCertificates _certificates;
    private readonly CertificateService _renewal;
    private readonly Database _database;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _logs;
    private readonly AuditStore _audit;
    private readonly AuditLog _auditLog;
    private readonly AuditHeadService _heads;
    private readonly TokenExpiryService _expiry;
    private readonly AgentStore _agents;
    private readonly EnrolmentStore _enrolments;
    private readonly AgentAuthenticator _gate;
    private readonly FleetFreeze _freeze;
    private readonly FreezeGate _frozen;
    private readonly ServerGuards _guards;
    private readonly EventStore _eventStore;
    private readonly EventLog _events;
    private readonly EventRetention _retention;
    private readonly Presence _presence;
    private readonly SeenTimes _times;
    private readonly LastHeartbeats _last;
    private readonly InstanceWatch _instances;
    private readonly InventoryIntake _inventory;
    private readonly InventorySweeper _sweeper;
    private readonly StatusBudget _statuses;
    private readonly HeartbeatProcessor _intake;
    private readonly AgentRemoval _removal;
    private readonly LayerStore _layers;
    private readonly DesiredStates _desired;
    private readonly OperationStore _operations;
    private readonly OperationRunner _runner;
    private readonly RolloutParts _rollouts;
    private readonly RunWork _runs;
    private readonly RepositoryFolder _repository;
    private readonly RepositoryUpload _upload;
    private readonly OperatorAuthenticator _operators;
    private readonly SignIn _signIn;
    private readonly SignInFlow? _flow;
    private readonly ReleaseCatalog _catalog;
    private readonly RepositoryWatch _watch;
    private readonly ServerFolder _folder;
    private readonly IReadOnlyList<BackupService> _backups;
    private readonly AlertParts _alerts;

    public CompositionRoot(
        ServerFolder folder, ServerOptions options, ServerCertificates certificates, Database database,
        DescriptorPlan plan, TimeProvider clock, ILoggerFactory logs)
    {
        (_folder, _certificates, _database, _clock, _logs) = (folder, certificates, database, clock, logs);
        var audit = new AuditWriter(database);
        _audit = new AuditStore(database);
        _auditLog = new AuditLog(clock, logs.CreateLogger<AuditLog>());
        database.Audited.Listen(_auditLog.Tell);
        _heads = new AuditHeadService(
            _audit, audit, new AuditHeadFile(folder.AuditHeads), clock, logs.CreateLogger<AuditHeadService>());
        _expiry = new TokenExpiryService(database, clock, logs.CreateLogger<TokenExpiryService>());
        _agents = new AgentStore(database);
        _eventStore = new EventStore(database);
        _enrolments = new EnrolmentStore(database);
        _gate = new AgentAuthenticator(_agents);
        _operators = new OperatorAuthenticator(new HolderStore(database), clock);
        _signIn = new SignIn(database, clock);
        _flow = options.IdentityProvider is { } provider
            ? new SignInFlow(provider, new ProviderUsers(database, provider.Settings.CreateUsers, clock), clock)
            : null;
        _freeze = new FleetFreeze(database, clock);
        _frozen = new FreezeGate(() => _freeze.Current is { } freeze ? FreezeProblems.Frozen(freeze) : null);
        _guards = new ServerGuards(
            plan, _gate, _operators, new RightsGate(new HostStore(database)), _frozen,
            new NewcomerGate(_gate, _enrolments, clock), _auditLog, clock, logs);
        _events = new EventLog(_eventStore, clock, logs.CreateLogger<EventLog>());
        _retention = new EventRetention(_eventStore, options.EventDays, clock, logs.CreateLogger<EventRetention>());
        _renewal = new CertificateService(
            certificates, options.WebCertificate, _events, audit, clock, logs.CreateLogger<CertificateService>());
        _backups = options.Backups is { } backups
            ? [new BackupService(
                backups, folder, ServerDatabase.Resolve(folder, options.Database), _events, clock,
                logs.CreateLogger<BackupService>())]
            : [];
        _presence = new Presence(_agents, _events, clock, logs.CreateLogger<Presence>());
        _last = new LastHeartbeats(ServerLimits.LastHeartbeatsBytesMax);
        _times = new SeenTimes(_agents, _last.SetNotStored, clock, logs.CreateLogger<SeenTimes>());
        _instances = new InstanceWatch(_agents, _events, clock);
        _statuses = new StatusBudget(_agents, ServerLimits.StatusBytesTotalMax);
        Held = new LongPollRegistry(clock);
        _layers = new LayerStore(database);
        _desired = new DesiredStates(_layers, Held, clock);
        _operations = new OperationStore(database);
        Approvals = new ApprovalGate(new ApprovalStore(database), clock);
        Idempotency = new IdempotencyGate(new IdempotencyStore(database), clock);
        var inventories = new InventoryStore(database);
        _inventory = new InventoryIntake(inventories, clock);
        _sweeper = new InventorySweeper(inventories, clock, logs.CreateLogger<InventorySweeper>());
        _intake = new HeartbeatProcessor(
            _agents, _presence, _times, _instances, _inventory, _statuses, _desired, _events, _last, clock,
            logs.CreateLogger<HeartbeatProcessor>());
        _removal = new AgentRemoval(
            _agents, new BulkRemovalStore(database), _presence, _intake, _desired, Held, _events,
            () => _runner?.Signal());
        _runner = new OperationRunner(
            _operations, _desired, _removal.Forget, clock, logs.CreateLogger<OperationRunner>());
        _repository = new RepositoryFolder(folder.Repository);
        var verifier = new RepositoryVerifier(_repository, folder.Tuf, new TrustedRoot(folder.TrustRoot), clock);
        var staging = new RepositoryStaging(_repository, clock);
        _catalog = new ReleaseCatalog(_repository, verifier, logs.CreateLogger<ReleaseCatalog>());
        var files = new RepositoryAudit(audit);
        var promotion = new RepositoryPromotion(
            _repository, verifier, _catalog, files, () => _rollouts!.Driver.Signal());
        _rollouts = new RolloutParts(
            database, _layers, _presence, _last, _desired, _freeze, _events, _catalog.FindReleasesAsync,
            clock, logs);
        _runs = new RunWork(
            database, folder.Runs, options, _catalog, _repository, _freeze, _events, Held, clock, logs);
        _upload = new RepositoryUpload(
            _repository, staging, new MetadataIntake(_repository, verifier, staging, _catalog, files), promotion,
            _catalog, files);
        _watch = new RepositoryWatch(
            new RepositoryRepair(
                _repository, verifier, staging, _catalog, promotion, logs.CreateLogger<RepositoryRepair>()),
            _catalog, _events, clock, logs.CreateLogger<RepositoryWatch>());
        _alerts = new AlertParts(
            database, options, new(folder, certificates, options.WebCertificate, _catalog, options.Backups, clock),
            _instances, _events, clock, logs);
    }

    public LongPollRegistry Held { get; }

    /// <summary>The transport that accepts connections.</summary>
    public GatedTransport Transport => _guards.Transport;

    /// <summary>The gate in front of every endpoint.</summary>
    public RequestGate Gate => _guards.Gate;

    /// <summary>What is counted of every request.</summary>
    public ServerMetrics Metrics { get; } = new(TimeProvider.System);

    /// <summary>What changes of hosts pass through last.</summary>
    public ApprovalGate Approvals { get; }

    /// <summary>What requests with a key pass through after it.</summary>
    public IdempotencyGate Idempotency { get; }

    /// <summary>
    /// The background services in the order of their start; each may use those before it until it has
    /// stopped.
    /// </summary>
    public IReadOnlyList<IHostedService> Services =>
        [
            _auditLog, _heads, _freeze, _desired, _statuses, _events, _presence, _times, _runner, _rollouts.Driver,
            .. _runs.Services, _sweeper, _retention, _expiry, _renewal, _watch, .. _backups, .. _alerts.Services,
        ];

    /// <summary>Maps all endpoints.</summary>
    /// <param name="addresses">Address of this server for hosts.</param>
    /// <param name="cancellationToken">Ends requests that wait for events.</param>
    public void Map(IEndpointRouteBuilder routes, RequestAddress addresses, CancellationToken cancellationToken)
    {
        var machines = new MachineGate(_instances);
        var unknown = new HeldIntake(_layers, _desired, _events, _clock, _logs.CreateLogger<HeldIntake>());
        var answers = new HeartbeatReplyBuilder(
            _desired, _rollouts.Sent, unknown, _runs.Commands, _runs.Take, _catalog, () => _database.Backlog, _clock);
        var repeats = new HeartbeatRepeats(_last, _instances, _presence, _times, _desired, _clock);
        new HeartbeatEndpoint(
            machines, repeats, _intake, unknown, _inventory, answers, Held, _presence, Metrics.HeartbeatSeconds, _clock)
            .Map(routes);
        var recent = new RecentEnrolments(_clock);
        new RegisterEndpoint(
            _enrolments, _gate, _instances, _last, _desired, _presence, recent, _events, _clock,
            _logs.CreateLogger<RegisterEndpoint>()).Map(routes);
        new EnrolmentLookEndpoint(_enrolments, _layers).Map(routes);
        new WithdrawEndpoint(_enrolments, recent, _presence, _removal, _events, _clock).Map(routes);
        new SelfEndpoint(_presence, _desired, _clock).Map(routes);
        new InventoryEndpoint(new InventoryStore(_database), _clock).Map(routes);
        new FarewellEndpoint(_presence).Map(routes);
        new CommandResultEndpoints(_runs.Commands, _runs.Actions, _events).Map(routes);
        new RepositoryEndpoints(_repository, _upload, _catalog, _events, _operators).Map(routes);

        var queries = new HostQueries(new HostStore(_database));
        new CloneEndpoints(new CloneStore(_database), _events).Map(routes);
        var view = new FleetView(_presence, _desired, _instances, _intake);
        new FleetEndpoints(_agents, view, _removal, _clock).Map(routes);
        new BulkRemovalEndpoint(_removal, queries, _clock).Map(routes);
        var writer = new LayerWriter(_layers, _desired, _runner, _rollouts.Driver.Signal, _events);
        new DesiredEndpoints(_desired, _layers, writer, _agents, _catalog, _clock).Map(routes);
        new LayerEndpoints(_layers, writer, new LayerForecast(_database, _layers, _desired), _catalog, _clock)
            .Map(routes);
        new LayerHistoryEndpoints(_layers).Map(routes);
        _rollouts.Map(routes, queries, _catalog);
        new FreezeEndpoints(
            _freeze, [_rollouts.Driver.Signal, _runs.Signal, _runner.Signal], _events, _clock).Map(routes);
        _runs.Map(routes, queries, cancellationToken);
        new OperationEndpoint(_operations).Map(routes);
        new HostTimelineEndpoint(_eventStore).Map(routes);
        new ExplainEndpoint(_agents, _presence, _desired, _layers, _rollouts.Store).Map(routes);
        new CommandEndpoints(_runs.Commands, Held, _clock).Map(routes);
        new EnrolmentTokenEndpoints(new EnrolmentTokens(_enrolments, _clock), _enrolments, _clock).Map(routes);
        new EnrolmentRequestEndpoints(new EnrolmentRequestStore(_database, _clock), _events).Map(routes);
        new EventEndpoints(
            new EventReader(_eventStore, _events, _clock, cancellationToken),
            new EventRequest(new GroupStore(_database), queries)).Map(routes);

        var trail = new AuditReader(_audit, _clock, cancellationToken);
        _database.Audited.Listen(_ => trail.Announce());
        new AuditEndpoints(_audit, trail).Map(routes);
        HostEndpoints.Map(routes, _database, _runner, _events, _clock);

        new BatchEndpoint(
            new BatchStore(_database), queries, _desired, _catalog, Held, _removal,
            _runs.Commands, _events, _clock).Map(routes);
        var approvals = new ApprovalStore(_database);
        var replay = new ApprovalReplay(
            new HolderStore(_database), new RightsGate(new HostStore(_database)), _frozen, _guards.Gate,
            () => EndpointDeclarations.All(routes), _clock);
        new ApprovalEndpoints(approvals, replay, _events, _clock).Map(routes);
        new ApprovalRuleEndpoints(approvals, queries, _events, _clock).Map(routes);
        _alerts.Map(routes, queries);
        PeopleEndpoints.Map(routes, _database, _signIn, _events, _clock);
        new ProviderEndpoints(_flow, _signIn, _events, _clock).Map(routes);
        new ApiDocumentEndpoint().Map(routes);
        new MetricsEndpoint(
            Metrics, _database, Held, () => _guards.Connections, _certificates, _folder, _runs.Quota).Map(routes);

        var open = routes.GroupFor(EndpointAccess.Open);
        new BootstrapEndpoints(_certificates, _catalog, addresses).Map(open);
        new ConsoleEndpoints().Map(open);
        EndpointDeclarations.Check(routes);
    }

    public async ValueTask DisposeAsync()
    {
        await _alerts.DisposeAsync();
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
        foreach (var backups in _backups) backups.Dispose();
        _renewal.Dispose();
        _times.Dispose();
        await _presence.DisposeAsync();
        await _events.DisposeAsync();
        _rollouts.Dispose();
        _runs.Dispose();
        _runner.Dispose();
        _sweeper.Dispose();
        _retention.Dispose();
        _expiry.Dispose();
        _heads.Dispose();
        _auditLog.Dispose();
        _upload.Dispose();
        _catalog.Dispose();
        _guards.Dispose();
        _flow?.Dispose();
        _signIn.Dispose();
    }
}
