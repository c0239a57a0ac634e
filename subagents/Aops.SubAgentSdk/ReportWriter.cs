using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aops.SubAgentSdk;

/// <summary>
/// Writes the report that spm sends with each heartbeat. Readers see the old or the new report, never a
/// part. It is not flushed to the disk: after a power cut the next report replaces it.
/// </summary>
public sealed class ReportWriter
{
    /// <summary>Longest report; spm ignores a longer one.</summary>
    public const int ReportBytesMax = 64 * 1024;

    private readonly string _path;
    private readonly string _temporary;

    /// <summary>Creates a writer of a file.</summary>
    /// <param name="path">The file, absolute; its folder exists.</param>
    public ReportWriter(string path)
    {
        _path = path;
        _temporary = path + ".tmp";
    }

    /// <summary>Replaces the report.</summary>
    /// <typeparam name="T">Type of the report.</typeparam>
    /// <param name="report">The report; it is written as a JSON object.</param>
    /// <param name="type">Its type in a source-generated context.</param>
    /// <exception cref="ArgumentException">
    /// It is longer than <see cref="ReportBytesMax"/>; the old report stays.
    /// </exception>
    /// <exception cref="IOException">The disk is full or the folder is gone; the old report stays.</exception>
    public void Write<T>(T report, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(report, type);
        if (bytes.Length > ReportBytesMax)
        {
            throw new ArgumentException(
                $"the report has {bytes.Length} bytes, and spm reads at most {ReportBytesMax}", nameof(report));
        }
        try
        {
            WriteTemporary(bytes);
            File.Move(_temporary, _path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(_temporary);
            throw;
        }
    }

    // An earlier version may have run as another user and left a file that this user may not write.
    private void WriteTemporary(byte[] bytes)
    {
        try
        {
            File.WriteAllBytes(_temporary, bytes);
        }
        catch (UnauthorizedAccessException)
        {
            File.Delete(_temporary);
            File.WriteAllBytes(_temporary, bytes);
        }
    }
}
