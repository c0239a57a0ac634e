using Aops.Server.Alerts;
using Aops.Server.Events;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Hosts;
using Aops.Server.Storage;
using Aops.Server.Webhooks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>The parts of alerts and webhooks, composed.</summary>
internal sealed class AlertParts : IAsyncDisposable
{
    private readonly AlertStore _alerts;
    private readonly AlertRuleStore _rules;
    private readonly SilenceStore _silences;
    private readonly WebhookStore _webhooks;
    private readonly AlertBoard _board = new();
    private readonly AlertFindings _findings;
    private readonly WebhookSender _sender;
    private readonly WebhookDispatcher _dispatcher;
    private readonly AlertDriver _driver;
    private readonly EventLog _events;
    private readonly string _name;
    private readonly TimeProvider _clock;

    public AlertParts(
        Database database, ServerOptions options, ServerFindings server, InstanceWatch instances, EventLog events,
        TimeProvider clock, ILoggerFactory logs)
    {
        (_events, _clock) = (events, clock);
        _name = options.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? Environment.MachineName;
        _alerts = new AlertStore(database);
        _rules = new AlertRuleStore(database);
        _silences = new SilenceStore(database);
        _webhooks = new WebhookStore(database, AlertRuleRows.FindByRoute);
        _findings = new AlertFindings(
            new HostFindings(database, clock), server, new CloneFindings(database, instances),
            new DriftFindings(database), _webhooks);
        _sender = new WebhookSender(options.WebhooksMayBeLocal, clock, WebhookLimits.AnswerMax);
        _dispatcher = new WebhookDispatcher(
            new DeliveryQueue(database), _sender, clock, logs.CreateLogger<WebhookDispatcher>());
        _driver = new AlertDriver(
            _alerts, _findings, _board, _silences, _webhooks, _dispatcher, events, _name, clock,
            logs.CreateLogger<AlertDriver>());
    }

    /// <summary>The background services, in the order of their start.</summary>
    public IReadOnlyList<IHostedService> Services => [_dispatcher, _driver];

    /// <summary>Maps the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes, HostQueries queries)
    {
        new AlertEndpoints(_alerts, _board).Map(routes);
        new AlertRuleEndpoints(_rules, _findings, queries, _dispatcher, _events, _name, _clock).Map(routes);
        new SilenceEndpoints(_silences, queries, _events, _clock).Map(routes);
        new WebhookEndpoints(_webhooks, _dispatcher, _events, _name, _clock).Map(routes);
    }

    /// <summary>Waits for the end of the services, even if the stop has timed out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _driver.StopAsync(CancellationToken.None);
        await _dispatcher.StopAsync(CancellationToken.None);
        _driver.Dispose();
        _dispatcher.Dispose();
        _sender.Dispose();
    }
}
