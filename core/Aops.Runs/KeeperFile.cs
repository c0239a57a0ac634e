using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aops.Runs;

/// <summary>Reads small files of JSON that may be missing or damaged.</summary>
internal static class KeeperFile
{
    /// <summary>Reads a record.</summary>
    /// <param name="bytesMax">Longest file that is read.</param>
    /// <returns>Null if there is no file, or its content is no such record.</returns>
    /// <exception cref="IOException">The file exists and cannot be read now.</exception>
    public static T? TryRead<T>(string path, JsonTypeInfo<T> type, int bytesMax)
        where T : class
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return file.Length <= bytesMax ? JsonSerializer.Deserialize(file, type) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
