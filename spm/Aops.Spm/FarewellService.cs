using Aops.Contracts.Wire;
using Aops.Hosting.Connections;
using Aops.Layout;
using Microsoft.Extensions.Hosting;

namespace Aops.Spm;

/// <summary>
/// Says farewell to the server once the heartbeats have ended, if they end on purpose. Started first, and so stopped last.
/// </summary>
/// <param name="reason">Why this process ends for good; null where it is started again.</param>
internal sealed class FarewellService(AopsLayout layout, Func<FarewellReason?> reason) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) =>
        reason() is { } why ? Farewell.SayAsync(layout, why) : Task.CompletedTask;
}
