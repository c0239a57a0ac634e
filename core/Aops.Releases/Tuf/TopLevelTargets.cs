using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Transport;

namespace Aops.Releases.Tuf;

/// <summary>
/// Reads small targets that the top-level role has signed, and no others: no delegation is searched. One call at a time,
/// and none beside another client of the same host.
/// </summary>
/// <param name="source">Where the repository is.</param>
/// <param name="layout">The host.</param>
/// <param name="clock">The clock that expiry is judged by.</param>
public sealed class TopLevelTargets(IReleaseSource source, AopsLayout layout, TimeProvider clock)
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(Limits.MetadataSecondsMax);

    /// <summary>Refreshes the metadata and reads a target.</summary>
    /// <param name="name">Name of the target.</param>
    /// <param name="bytesMax">Its greatest length.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>How it ended; every fault of the repository and of the network is an outcome.</returns>
    public async Task<SignedContent> ReadAsync(string name, int bytesMax, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeMax, clock, cancellationToken);
        try
        {
            return await RefreshAndReadAsync(name, bytesMax, deadline.Token);
        }
        catch (Exception e) when (e is ReleaseSourceException or IOException)
        {
            return new SignedContent.Failed($"{name} cannot be fetched: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SignedContent.Failed($"{name} did not come within {Limits.MetadataSecondsMax} s");
        }
    }

    private async Task<SignedContent> RefreshAndReadAsync(
        string name, int bytesMax, CancellationToken cancellationToken)
    {
        var tuf = new TufClient(source, layout.Tuf, layout.TrustRoot, clock);
        var refreshed = await tuf.RefreshAsync(cancellationToken);
        if (refreshed is not TufRefresh.Ok) return new SignedContent.Failed(refreshed.Sentence);
        if (!tuf.Targets.TryGetValue(name, out var file)) return new SignedContent.Absent();
        if (file.LengthBytes > bytesMax) return new SignedContent.TooLong(file, $"it has more than {bytesMax} bytes");
        var path = file.PathOf(name, tuf.ConsistentSnapshot);
        await using var content = await source.GetAsync(path, 0, cancellationToken)
            ?? throw new ReleaseSourceException($"the repository has no {path}");
        // One byte more than was signed tells a longer file.
        var bytes = new byte[file.LengthBytes + 1];
        var length = await content.Stream.ReadAtLeastAsync(
            bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length == file.LengthBytes && IsSigned(file, bytes.AsSpan(0, length))
            ? new SignedContent.Found(file, bytes[..length])
            : new SignedContent.Failed($"{path} is not what was signed");
    }

    private static bool IsSigned(TufTargetFile file, ReadOnlySpan<byte> content) =>
        file.Hashes.TryGetValue("sha256", out var sha256)
        && Convert.ToHexStringLower(SHA256.HashData(content)) == sha256;
}
