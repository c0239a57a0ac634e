using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aops.SubAgentSdk;

/// <summary>
/// Writes the report that spm sends with each heartbeat. A reader sees the old report or the new one, never half of
/// one. It is not flushed to the disk: after a power cut the next report replaces it anyway.
/// </summary>
public sealed class ReportWriter
{
    /// <summary>Longest report; spm ignores a longer one.</summary>
    public const int ReportBytesMax = 64 * 1024;

    private readonly string _path;
    private readonly string _temporary;

    /// <summary>Writes to a file.</summary>
    /// <param name="path">The file, absolute; its folder exists.</param>
    public ReportWriter(string path)
    {
        _path = path;
        _temporary = path + ".tmp";
    }

    /// <summary>Replaces the report.</summary>
    /// <typeparam name="T">Type of the report.</typeparam>
    /// <param name="report">The report; it becomes a JSON object.</param>
    /// <param name="type">How it is written, from a source-generated context.</param>
    /// <exception cref="ArgumentException">It is longer than <see cref="ReportBytesMax"/>; the old one stays.</exception>
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

    // An earlier version may have run as another user, and died over a file that is not this one's to write.
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
