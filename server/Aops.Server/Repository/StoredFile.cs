using System.Globalization;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Aops.Server.Repository;

/// <summary>
/// Sends a file with Range, ETag and conditions, from one descriptor, so that a concurrent rename has no
/// effect.
/// </summary>
internal static class StoredFile
{
    private const int CopyBytes = 64 * 1024;

    /// <summary>Sends a file; 404 if it is not there.</summary>
    /// <param name="contentType">Its media type.</param>
    /// <param name="immutableTag">
    /// Tag of immutable content, such as a SHA-256; null for a file that may change.
    /// </param>
    public static async Task SendFileAsync(
        this HttpContext context, string path, string contentType, string? immutableTag)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions
            {
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = CopyBytes,
            });
        }
        catch (Exception e) when (
            e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new RequestFault(ProblemKinds.NotFound("no-such-file", $"There is no {context.Request.Path}."));
        }
        var modified = File.GetLastWriteTimeUtc(file.SafeFileHandle);
        var tag = immutableTag ?? string.Create(CultureInfo.InvariantCulture, $"{modified.Ticks:x}-{file.Length:x}");
        context.Response.Headers.CacheControl = immutableTag is null
            ? "no-cache" : "public, max-age=31536000, immutable";
        // The result disposes of the stream.
        await TypedResults.Stream(
            file, contentType, lastModified: modified, entityTag: new EntityTagHeaderValue($"\"{tag}\""),
            enableRangeProcessing: true).ExecuteAsync(context);
    }
}
