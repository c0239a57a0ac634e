using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Loops;
using Aops.Layout;
using Aops.Releases.Fleet;
using Aops.Spm.Releases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Connections;

/// <summary>
/// Fetches, once a day and when the server hints at a new one, the signed target that names the authorities
/// and addresses of the server, and puts it on probation.
/// </summary>
internal sealed partial class AuthorityFollower(
    AopsLayout layout, ServerConnections connections, AuthorityHints hints, PackageFetcher packages,
    LoopSupervisor loops, TimeProvider clock, ILogger<AuthorityFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Busy = TimeSpan.FromMinutes(1);

    private string? _loggedFault;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Spread over the day: the hosts of a fleet may have started at one moment.
        var wait = Day * Random.Shared.NextDouble();
        await loops.RunAsync("signed authority", async stopping =>
        {
            await hints.WaitAsync(wait, stopping);
            // A failed fetch is repeated after a day or with the next hint.
            wait = Day;
            wait = await LookAsync(stopping) ?? Day * (0.9 + (Random.Shared.NextDouble() / 5));
        }, stoppingToken);
    }

    // Time until the next fetch; null for a day.
    private async Task<TimeSpan?> LookAsync(CancellationToken cancellationToken)
    {
        FleetAuthorityLook look;
        try
        {
            look = await packages.LookForAuthorityAsync(cancellationToken);
        }
        catch (FetchException e)
        {
            look = new FleetAuthorityLook.Failed(e.Message);
        }
        switch (look)
        {
            case FleetAuthorityLook.Found found:
                return await OfferAsync(found.Authority, cancellationToken);
            case FleetAuthorityLook.Refused { Generation: { } generation } refused:
                connections.Apply(new ConnectionEvent.SignedRefused(generation, refused.Sentence));
                LogFault(refused.Sentence);
                return null;
            case FleetAuthorityLook.Refused refused:
                LogFault(refused.Sentence);
                return null;
            case FleetAuthorityLook.Failed failed:
                LogFault(failed.Sentence);
                return null;
            default:
                _loggedFault = null;
                return null;
        }
    }

    private async Task<TimeSpan?> OfferAsync(FleetAuthority authority, CancellationToken cancellationToken)
    {
        _loggedFault = null;
        var record = connections.Record;
        if (record.HasSeen(authority.Generation)) return null;
        if (IdentityFile.Read(layout) is not { } identity) return null;
        if (!authority.IsFor(identity.AgentId, Environment.MachineName))
        {
            hints.MarkLookedAt(authority.Generation);
            return null;
        }
        if (authority.ValidFrom is { } from && from - clock.GetUtcNow() is { Ticks: > 0 } early)
        {
            hints.MarkLookedAt(authority.Generation);
            return early < Day ? early : Day;
        }
        // Offered again later: another change is on probation, or no connection is proven yet.
        if (record.Proven is not { } proven || record is { State: ConnectionState.Probation, Trial.Generation: null })
            return Busy;
        var candidate = proven with { Authority = authority.Pem() ?? proven.Authority };
        candidate = candidate with { Server = await ChooseAsync(candidate, authority, identity, cancellationToken) };
        LogOffered(authority.Generation, candidate.Server);
        connections.Apply(new ConnectionEvent.Signed(authority.Generation, candidate));
        return null;
    }

    // Returns the first server that accepts this host. If none does, returns the first of the list, so that
    // its fault is reported.
    private static async Task<Uri> ChooseAsync(
        ServerConnection candidate, FleetAuthority authority, Identity identity, CancellationToken cancellationToken)
    {
        if (authority.Addresses.Count == 0) return candidate.Server;
        foreach (var address in authority.Addresses)
        {
            var server = new Uri(address);
            var outcome = await ConnectionWitness.AskAsync(candidate with { Server = server }, identity,
                cancellationToken);
            if (outcome is WitnessOutcome.Accepted) return server;
        }
        return new Uri(authority.Addresses[0]);
    }

    private void LogFault(string fault)
    {
        if (_loggedFault == fault) return;
        _loggedFault = fault;
        LogNotTaken(fault);
    }

    [LoggerMessage(2020, LogLevel.Warning, "{Fault}; what is in force stays")]
    private partial void LogNotTaken(string fault);

    [LoggerMessage(2021, LogLevel.Information,
        "the signed authority of generation {Generation} goes on probation, at {Server}")]
    private partial void LogOffered(long generation, Uri server);
}
