using Aops.Server.Audit;
using Aops.Server.Budgets;
using Aops.Server.Connections;
using Aops.Server.Security;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosting;

/// <summary>The limits between the network and the endpoints: connections, senders, rates, memory.</summary>
internal sealed class ServerGuards : IDisposable
{
    private readonly BodyBudget _bodies = new();
    private readonly MemoryTrim _trim = new();
    private readonly ConnectionGate _connections;
    private readonly Room _registrations = new(
        ServerLimits.RegistrationsMax, ServerLimits.RegistrationsWaitingMax, ServerLimits.BodyRoomWait,
        "Many hosts are enrolling.");

    public ServerGuards(
        DescriptorPlan plan, AgentAuthenticator agents, OperatorAuthenticator operators, RightsGate rights,
        FreezeGate freeze, NewcomerGate newcomers, AuditLog log, TimeProvider clock, ILoggerFactory logs)
    {
        // The network follows real time, independent of the clock that tests set.
        var time = TimeProvider.System;
        _connections = new ConnectionGate(plan, time, new RefusalLog(time, logs.CreateLogger<RefusalLog>()));
        Transport = new GatedTransport(_connections, time, logs);
        Gate = new RequestGate(
            agents, operators, rights, freeze, newcomers, new RequestRates(clock), _bodies, _trim,
            new FileSlots(plan.FilesMax), _registrations, log);
    }

    /// <summary>Connections that are served now.</summary>
    public int Connections => _connections.Serving;

    /// <summary>The transport that accepts connections.</summary>
    public GatedTransport Transport { get; }

    /// <summary>The gate in front of every endpoint.</summary>
    public RequestGate Gate { get; }

    public void Dispose()
    {
        Transport.Dispose();
        _trim.Dispose();
        _bodies.Dispose();
        _registrations.Dispose();
    }
}
