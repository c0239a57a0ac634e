using System.Security.Cryptography;

namespace Aops.Releases.Packages;

/// <summary>
/// SHA-256 of pieces that come one after another, each hashed beside whatever brings the next one. For two buffers in
/// turn: a piece may be overwritten once the one after it was appended.
/// </summary>
internal sealed class BackgroundSha256 : IAsyncDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Task _hashing = Task.CompletedTask;

    /// <summary>Appends a piece; waits for the one before it only.</summary>
    /// <param name="piece">The piece, which stays as it is until the next call has returned.</param>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> piece)
    {
        await _hashing;
        _hashing = Task.Run(() => _hash.AppendData(piece.Span));
    }

    /// <summary>The hash of all pieces, in lower-case digits.</summary>
    public async ValueTask<string> EndAsync()
    {
        await _hashing;
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        await _hashing;
        _hash.Dispose();
    }
}
