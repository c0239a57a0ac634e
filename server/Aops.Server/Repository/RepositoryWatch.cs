using System.Globalization;
using Aops.Hosting.Loops;
using Aops.Server.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Repository;

/// <summary>
/// Repairs the repository before the first request, then warns operators before its timestamp expires,
/// since hosts accept no release afterwards.
/// </summary>
internal sealed class RepositoryWatch(
    RepositoryRepair repair, ReleaseCatalog catalog, EventLog events, TimeProvider clock,
    ILogger<RepositoryWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private string? _told;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await repair.RunAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _loops.RunAsync("release repository", async stopping =>
        {
            Tell(await catalog.ReadAsync(stopping));
            await Task.Delay(Interval, clock, stopping);
        }, stoppingToken);
    }

    // Each state is reported once.
    private void Tell(VerifiedRepository repository)
    {
        var sentence = repository.FaultAt(clock.GetUtcNow()) is { } fault
            ? $"The release repository is not usable: {fault}."
            : FindExpiry(repository);
        if (sentence == _told) return;
        _told = sentence;
        if (sentence is not null) events.Add(EventKinds.Repository, sentence);
    }

    private string? FindExpiry(VerifiedRepository repository) =>
        repository.TimestampExpiresAt is { } at && at - clock.GetUtcNow() < ServerLimits.TimestampWarning
            ? string.Create(CultureInfo.InvariantCulture,
                $"The timestamp of the release repository expires at {at:u}; from then on hosts take no release, ") +
                "unless 'aops-release refresh' and 'publish' run before."
            : null;
}
