using System.Security.Cryptography;
using Aops.Releases.Compression;

namespace Aops.Releases.Packages;

/// <summary>
/// Stores a package whose archive was made from a delta. It is packed again, quickly and with little memory, since
/// the signed bytes were not received. Its name contains the hash of the bytes packed here, which a repair
/// verifies.
/// </summary>
internal sealed class RepackedPackageWriter : IDisposable
{
    private const int Level = 1;
    private const int WindowLog = 20;

    private readonly CachedPackageWriter _cache;
    private readonly Func<string, string> _nameOf;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ZstdWriteStream _packed;

    public RepackedPackageWriter(CachedPackageWriter cache, Func<string, string> nameOf)
    {
        _cache = cache;
        _nameOf = nameOf;
        _packed = new ZstdWriteStream(new Sink(this), Level, WindowLog);
    }

    /// <summary>Takes a piece of the archive.</summary>
    public void Write(ReadOnlySpan<byte> archive) => _packed.Write(archive);

    /// <summary>Gives the whole, verified package its name.</summary>
    public void Commit()
    {
        _packed.Complete();
        _cache.Commit(_nameOf(Convert.ToHexStringLower(_hash.GetHashAndReset())));
    }

    /// <summary>Deletes what was not committed.</summary>
    public void Dispose()
    {
        _packed.Dispose();
        _hash.Dispose();
        _cache.Dispose();
    }

    private sealed class Sink(RepackedPackageWriter owner) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            owner._hash.AppendData(buffer, offset, count);
            owner._cache.Write(buffer.AsSpan(offset, count));
        }
    }
}
