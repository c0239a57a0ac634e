using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Native.Streams;
using Aops.Releases.Compression;
using Aops.Releases.Packages;

namespace Aops.Releases.Deltas;

/// <summary>
/// The archive of a package as a delta makes it. It ends only after its SHA-256 was found to be the one that was
/// signed for the full package's archive.
/// </summary>
internal sealed class DeltaArchiveStream : ForwardReadStream
{
    private readonly ZstdReadStream _packed;
    private readonly DeltaReadStream _archive;
    private readonly string _sha256;
    private readonly RepackedPackageWriter? _cache;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _hasEnded;

    public DeltaArchiveStream(Stream delta, SlotImage image, string sha256, RepackedPackageWriter? cache)
    {
        _packed = new ZstdReadStream(delta, Limits.ZstdWindowLogMax);
        _archive = new DeltaReadStream(_packed, image);
        _sha256 = sha256;
        _cache = cache;
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasEnded || buffer.Length == 0) return 0;
        var count = await _archive.ReadAsync(buffer, cancellationToken);
        if (count > 0)
        {
            _hash.AppendData(buffer.Span[..count]);
            _cache?.Write(buffer.Span[..count]);
            return count;
        }
        _hasEnded = true;
        var actual = Convert.ToHexStringLower(_hash.GetHashAndReset());
        return actual == _sha256 ? 0 : throw PackageFault.Tampered(
            $"what the delta makes of this slot has the SHA-256 {actual}, and {_sha256} was signed");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _packed.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
