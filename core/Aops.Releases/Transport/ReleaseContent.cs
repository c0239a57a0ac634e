namespace Aops.Releases.Transport;

/// <summary>A file that is being read.</summary>
/// <param name="stream">The bytes; closed with this object.</param>
/// <param name="lengthBytes">Bytes that the source says are left; null if it does not say. Not to be trusted.</param>
public sealed class ReleaseContent(Stream stream, long? lengthBytes) : IAsyncDisposable
{
    /// <summary>The bytes.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Bytes that the source says are left, or null.</summary>
    public long? LengthBytes { get; } = lengthBytes;

    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
