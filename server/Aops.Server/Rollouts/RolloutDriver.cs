using Microsoft.Extensions.Logging;

namespace Aops.Server.Rollouts;

/// <summary>Has rollouts led from step to step.</summary>
internal sealed class RolloutDriver(RolloutConductor conductor, TimeProvider clock, ILogger<RolloutDriver> log)
    : StepDriver("rollouts", clock, log)
{
    protected override Task<bool> StepAllAsync(CancellationToken cancellationToken) =>
        conductor.StepAllAsync(cancellationToken);

    protected override void Forget() => conductor.Forget();
}
