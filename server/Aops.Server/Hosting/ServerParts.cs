using Aops.Server.Agents;
using Aops.Server.Bootstrap;
using Aops.Server.Commands;
using Aops.Server.Console;
using Aops.Server.Desired;
using Aops.Server.Enrolment;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Repository;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>Everything between the store and the endpoints, put together by hand: the one place that knows all parts.</summary>
internal sealed class ServerParts : IAsyncDisposable
{
    private readonly ServerFolder _folder;
    private readonly SqliteStore _store;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _logs;
    private readonly OperatorGate _operators;
    private readonly EventLog _events;
    private readonly Presence _presence;
    private readonly DesiredStates _desired;
    private readonly RepositoryFolder _repository;
    private readonly RepositoryUpload _upload;
    private readonly CancellationTokenSource _stopping = new();

    public ServerParts(ServerFolder folder, SqliteStore store, TimeProvider clock, ILoggerFactory logs)
    {
        (_folder, _store, _clock, _logs) = (folder, store, clock, logs);
        _operators = new OperatorGate(Secrets.Hash(folder.OpenOperatorToken()));
        _events = new EventLog(store, clock, logs.CreateLogger<EventLog>());
        _presence = new Presence(store, _events, clock, logs.CreateLogger<Presence>());
        Held = new HeldHeartbeats(clock);
        _desired = new DesiredStates(store, Held, clock);
        _repository = new RepositoryFolder(folder.Repository);
        _upload = new RepositoryUpload(_repository);
    }

    public HeldHeartbeats Held { get; }

    /// <summary>Reads what is stored; once, before the first request.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _desired.LoadAsync(cancellationToken);
        await _presence.LoadAsync(cancellationToken);
    }

    /// <summary>Maps all endpoints.</summary>
    /// <param name="routes">Where to.</param>
    /// <param name="publicUrl">How agents reach this server; null to believe the request's Host.</param>
    public void Map(IEndpointRouteBuilder routes, Uri? publicUrl)
    {
        var gate = new AgentGate(_store);
        var intake = new StatusIntake(
            _store, _presence, _events, _clock, _logs.CreateLogger<StatusIntake>());
        var answers = new HeartbeatAnswers(_desired, _store, () => _store.Backlog, _clock);
        var catalog = new ReleaseCatalog(_repository, _logs.CreateLogger<ReleaseCatalog>());
        var removal = new AgentRemoval(_store, _presence, intake, _desired, Held, _events);

        new HeartbeatEndpoint(gate, intake, answers, Held, _presence, _clock).Map(routes);
        new BatchEndpoint(gate, intake, answers).Map(routes);
        new RegisterEndpoint(
            _store, gate, _desired, _presence, _events, _clock, _logs.CreateLogger<RegisterEndpoint>()).Map(routes);
        new CommandResultEndpoints(_store, _events, gate).Map(routes);

        new FleetEndpoints(_store, new FleetView(_presence, _desired), removal, _operators).Map(routes);
        new DesiredEndpoints(_desired, _store, catalog, _events, _operators).Map(routes);
        new CommandEndpoints(_store, Held, _clock, _operators).Map(routes);
        new EnrolmentTokenEndpoints(new EnrolmentTokens(_store, _clock), _store, _operators).Map(routes);
        new EventEndpoints(_store, _events, _clock, _operators, _stopping.Token).Map(routes);
        new RepositoryEndpoints(_repository, _upload, catalog, _events, _operators).Map(routes);
        new BootstrapEndpoints(_folder.CaCertificate, catalog, publicUrl).Map(routes);
        new ConsoleEndpoints().Map(routes);
    }

    /// <summary>The server stops: what is held is answered now.</summary>
    public void Stop()
    {
        Held.Stop();
        _stopping.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _presence.DisposeAsync();
        await _events.DisposeAsync();
        _desired.Dispose();
        _upload.Dispose();
        _stopping.Dispose();
    }
}
