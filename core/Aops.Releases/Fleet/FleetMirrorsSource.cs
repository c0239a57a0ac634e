using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Fleet;

/// <summary>
/// Looks for <c>fleet/mirrors.json</c> among the targets that the top-level role has signed, and nowhere else. One call at a
/// time, and none beside another client of the same host.
/// </summary>
/// <param name="source">Where the repository is.</param>
/// <param name="layout">The host.</param>
/// <param name="clock">The clock that expiry is judged by.</param>
public sealed class FleetMirrorsSource(IReleaseSource source, AopsLayout layout, TimeProvider clock)
{
    /// <summary>Refreshes the metadata and looks.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository, the network and the content is an outcome.</returns>
    public async Task<TargetLook<FleetMirrors>> LookAsync(CancellationToken cancellationToken)
    {
        const string name = FleetMirrors.TargetName;
        var content = await new TopLevelTargets(source, layout, clock)
            .ReadAsync(name, MirrorLimits.BytesMax, cancellationToken);
        return SignedJson.Read(name, content, bytes => FleetMirrors.Parse(bytes));
    }
}
