using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Spm.Runs;

/// <summary>What the operator has signed about runs, by this host's own metadata.</summary>
internal interface IRunTargets
{
    /// <summary>Looks for a signed runbook.</summary>
    Task<TargetLook<Runbook>> FindRunbookAsync(RunbookReference reference, CancellationToken cancellationToken);

    /// <summary>Looks for the keys that sign commands.</summary>
    Task<TargetLook<Commanders>> FindCommandersAsync(CancellationToken cancellationToken);
}
