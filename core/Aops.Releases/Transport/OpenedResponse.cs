namespace Aops.Releases.Transport;

/// <summary>An answer whose content is being read.</summary>
internal sealed class OpenedResponse(HttpResponseMessage response, Stream content, long skipBytes) : IDisposable
{
    public Stream Content { get; } = content;

    /// <summary>Bytes at the start that were not asked for.</summary>
    public long SkipBytes { get; } = skipBytes;

    /// <summary>Bytes that were asked for, or null if the server does not say.</summary>
    public long? LengthBytes { get; } = response.Content.Headers.ContentLength - skipBytes;

    public void Dispose() => response.Dispose();
}
