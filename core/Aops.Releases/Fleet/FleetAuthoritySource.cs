using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Fleet;

/// <summary>
/// Looks for <c>fleet/authority.json</c> among the targets that the top-level role has signed, and nowhere else. One call
/// at a time, and none beside another client of the same host.
/// </summary>
/// <param name="source">Where the repository is.</param>
/// <param name="layout">The host.</param>
/// <param name="clock">The clock that expiry is judged by.</param>
public sealed class FleetAuthoritySource(IReleaseSource source, AopsLayout layout, TimeProvider clock)
{
    /// <summary>Refreshes the metadata and looks.</summary>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository, the network and the content is an outcome.</returns>
    public async Task<FleetAuthorityLook> LookAsync(CancellationToken cancellationToken)
    {
        var content = await new TopLevelTargets(source, layout, clock)
            .ReadAsync(FleetAuthority.TargetName, Limits.FleetAuthorityBytesMax, cancellationToken);
        return content switch
        {
            SignedContent.Found found => Read(found),
            SignedContent.TooLong tooLong => Refuse(tooLong.File, tooLong.Sentence),
            SignedContent.Failed failed => new FleetAuthorityLook.Failed(failed.Sentence),
            _ => new FleetAuthorityLook.Absent(),
        };
    }

    private static FleetAuthorityLook Read(SignedContent.Found found)
    {
        try
        {
            return new FleetAuthorityLook.Found(FleetAuthority.Parse(found.Bytes));
        }
        catch (InvalidDataException e)
        {
            return Refuse(found.File, e.Message);
        }
    }

    private static FleetAuthorityLook.Refused Refuse(TufTargetFile file, string why) =>
        new(FleetAuthority.GenerationOf(file), $"{FleetAuthority.TargetName} cannot be taken: {why}");
}
