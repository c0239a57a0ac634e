using Aops.Releases.Transport;

namespace Aops.Releases.Tuf;

/// <summary>Fetches metadata files, none longer than its bound: a source may send without end.</summary>
internal sealed class TufFetch(IReleaseSource source)
{
    /// <summary>The file, or null if the source has none of that name.</summary>
    public Task<byte[]?> TryGetAsync(
        string role, string file, long bytesMax, CancellationToken cancellationToken) =>
        ReadAsync(role, file, bytesMax, null, cancellationToken);

    private async Task<byte[]?> ReadAsync(
        string role, string file, long bytesMax, long? signedBytes, CancellationToken cancellationToken)
    {
        await using var content = await source.GetAsync($"metadata/{file}", 0, cancellationToken);
        if (content is null) return null;
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await ReadAsync(content.Stream, file, buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + count > signedBytes)
                throw TufRefusal.Mismatch(role, $"{file} is longer than the {signedBytes} bytes that were signed for");
            if (bytes.Length + count > bytesMax)
                throw TufRefusal.Malformed(role, $"{file} is longer than {bytesMax} bytes");
            bytes.Write(buffer, 0, count);
        }
        return bytes.ToArray();
    }

    private static async Task<int> ReadAsync(
        Stream stream, string file, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException and not ReleaseSourceException or UnauthorizedAccessException)
        {
            throw new ReleaseSourceException($"{file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The file, which must be there.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="bytesMax">What any file of the role may take.</param>
    /// <param name="signedBytes">The length that the parent role names, or null.</param>
    public async Task<byte[]> GetAsync(
        string role, string file, long bytesMax, long? signedBytes, CancellationToken cancellationToken) =>
        await ReadAsync(role, file, bytesMax, signedBytes, cancellationToken)
        ?? throw new TufRefusal(new TufRefresh.Unreachable($"it has no metadata/{file}"));
}
