using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Transport;
using Aops.Releases.Tuf;

namespace Aops.Releases.Fleet;

/// <summary>
/// Looks for <c>fleet/authority.json</c> among the targets that the top-level role has signed, and nowhere else: no
/// delegation is searched. One call at a time, and none beside another client of the same host.
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
        var tuf = new TufClient(source, layout.Tuf, layout.TrustRoot, clock);
        var refreshed = await tuf.RefreshAsync(cancellationToken);
        if (refreshed is not TufRefresh.Ok) return new FleetAuthorityLook.Failed(refreshed.Sentence);
        if (!tuf.Targets.TryGetValue(FleetAuthority.TargetName, out var file)) return new FleetAuthorityLook.Absent();
        try
        {
            return await ReadAsync(file, tuf.ConsistentSnapshot, cancellationToken);
        }
        catch (Exception e) when (e is ReleaseSourceException or IOException)
        {
            return new FleetAuthorityLook.Failed($"{FleetAuthority.TargetName} cannot be fetched: {e.Message}");
        }
    }

    private async Task<FleetAuthorityLook> ReadAsync(
        TufTargetFile file, bool consistentSnapshot, CancellationToken cancellationToken)
    {
        if (file.LengthBytes > Limits.FleetAuthorityBytesMax)
            return Refuse(file, $"it has more than {Limits.FleetAuthorityBytesMax} bytes");
        var path = file.PathOf(FleetAuthority.TargetName, consistentSnapshot);
        await using var content = await source.GetAsync(path, 0, cancellationToken)
            ?? throw new ReleaseSourceException($"the repository has no {path}");
        // One byte more than was signed tells a longer file.
        var bytes = new byte[file.LengthBytes + 1];
        var length = await content.Stream.ReadAtLeastAsync(
            bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length != file.LengthBytes || !IsSigned(file, bytes.AsSpan(0, length)))
            return new FleetAuthorityLook.Failed($"{path} is not what was signed");
        try
        {
            return new FleetAuthorityLook.Found(FleetAuthority.Parse(bytes.AsSpan(0, length)));
        }
        catch (InvalidDataException e)
        {
            return Refuse(file, e.Message);
        }
    }

    private static bool IsSigned(TufTargetFile file, ReadOnlySpan<byte> content) =>
        file.Hashes.TryGetValue("sha256", out var sha256)
        && Convert.ToHexStringLower(SHA256.HashData(content)) == sha256;

    private static FleetAuthorityLook.Refused Refuse(TufTargetFile file, string why) =>
        new(FleetAuthority.GenerationOf(file), $"{FleetAuthority.TargetName} cannot be taken: {why}");
}
