namespace Aops.Releases.Transport;

/// <summary>
/// Where a repository's files come from: a server, an offline bundle or a folder. A source is not trusted: whatever it
/// gives is verified by its user.
/// </summary>
public interface IReleaseSource
{
    /// <summary>Bandwidth that the host allows one download, in bytes a second; 0 for no bound.</summary>
    long BytesPerSecondMax => 0;

    /// <summary>Opens a file.</summary>
    /// <param name="path">
    /// Below the repository and percent-encoded: <c>metadata/timestamp.json</c>, <c>targets/…</c>.
    /// </param>
    /// <param name="offset">Bytes to leave out at the start, from 0.</param>
    /// <param name="cancellationToken">Ends the opening; reading has tokens of its own.</param>
    /// <returns>The content from the offset on, or null if there is no such file.</returns>
    /// <exception cref="ReleaseSourceException">
    /// It cannot be had now; reading the content throws it too, once resuming has failed for long enough.
    /// </exception>
    Task<ReleaseContent?> GetAsync(string path, long offset, CancellationToken cancellationToken);

    /// <summary>Tells that what came last of a path was not what was signed.</summary>
    /// <returns>Whether another place is asked the next time, so that it is worth another try.</returns>
    bool Distrust(string path) => false;
}
