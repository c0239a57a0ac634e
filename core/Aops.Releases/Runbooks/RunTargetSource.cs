using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Runbooks;

/// <summary>
/// Looks for runbooks and for <c>fleet/commanders.json</c> among the targets that the top-level role has signed, and
/// nowhere else. One call at a time, and none beside another client of the same host.
/// </summary>
/// <param name="source">Where the repository is.</param>
/// <param name="layout">The host; it remembers the highest generation of commanders.</param>
/// <param name="clock">The clock that expiry is judged by.</param>
public sealed class RunTargetSource(IReleaseSource source, AopsLayout layout, TimeProvider clock)
{
    private readonly TopLevelTargets _targets = new(source, layout, clock);

    /// <summary>Refreshes the metadata and looks for a runbook.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository, the network and the content is an outcome.</returns>
    public async Task<TargetLook<Runbook>> FindRunbookAsync(
        RunbookReference reference, CancellationToken cancellationToken)
    {
        // A name that is none must not become a part of a path.
        if (!Names.IsValid(reference.Name) || !Names.IsValid(reference.Version))
            return new TargetLook<Runbook>.Absent();
        var name = Runbook.TargetNameOf(reference);
        var content = await _targets.ReadAsync(name, RunLimits.RunbookBytesMax, cancellationToken);
        return SignedJson.Read(name, content, bytes =>
        {
            var runbook = Runbook.Parse(bytes);
            return runbook.Name == reference.Name && runbook.Version == reference.Version
                ? runbook
                : throw new InvalidDataException($"it holds {runbook.Name} {runbook.Version}");
        });
    }

    /// <summary>Refreshes the metadata and looks for the commanders.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository, the network, the disk and the content is an outcome.</returns>
    public async Task<TargetLook<Commanders>> FindCommandersAsync(CancellationToken cancellationToken)
    {
        const string name = Commanders.TargetName;
        var content = await _targets.ReadAsync(name, RunLimits.CommandersBytesMax, cancellationToken);
        var look = SignedJson.Read(name, content, bytes => Commanders.Parse(bytes));
        return look is TargetLook<Commanders>.Found found
            ? new CommandersFloor(layout).Admit(found.Content)
            : look;
    }
}
