using Microsoft.Extensions.Logging;

namespace Aops.Server.Runs;

/// <summary>Has runs led from step to step. Hosts that were not told of a step hear of it with their next heartbeat.</summary>
internal sealed class RunDriver(RunConductor conductor, TimeProvider clock, ILogger<RunDriver> log)
    : StepDriver("runs", clock, log)
{
    protected override Task<bool> StepAllAsync(CancellationToken cancellationToken) =>
        conductor.StepAllAsync(cancellationToken);
}
