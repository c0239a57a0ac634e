using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Hosting.Connections;

/// <summary>Reads and writes <see cref="AopsLayout.Connection"/>.</summary>
public static class ConnectionFile
{
    /// <summary>Reads the record.</summary>
    /// <param name="fault">Why the file is invalid and counts as absent; null if it is valid or absent.</param>
    /// <returns>The record; null if there is none.</returns>
    public static ConnectionRecord? TryRead(AopsLayout layout, out string? fault)
    {
        fault = null;
        try
        {
            var record = JsonSerializer.Deserialize(
                File.ReadAllBytes(layout.Connection), ConnectionJson.Default.ConnectionRecord);
            var reason = record is null || !IsWhole(record)
                ? "what its state needs is missing"
                : record.Proven?.Fault() ?? record.Trial?.Candidate.Fault();
            if (reason is null) return record;
            fault = $"{layout.Connection} is damaged: {reason}";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // No file yet: no connection was proven.
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            fault = $"{layout.Connection} cannot be read: {JsonFaults.Explain(e)}";
        }
        return null;
    }

    /// <summary>Writes the record durably.</summary>
    /// <exception cref="IOException">It cannot be written; the previous content stays.</exception>
    public static void Write(AopsLayout layout, ConnectionRecord record) => AtomicFile.Write(
        layout.Connection, JsonSerializer.SerializeToUtf8Bytes(record, ConnectionJson.Default.ConnectionRecord));

    /// <summary>The SHA-256 by which a record refers to its identity; reveals nothing of the secret.</summary>
    public static string Fingerprint(Identity identity) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.AgentId}\n{identity.AgentToken}")));

    private static bool IsWhole(ConnectionRecord record) => record.Schema == 1 && Enum.IsDefined(record.State)
        && record.State switch
        {
            ConnectionState.Unproven => true,
            ConnectionState.Proven => record.Proven is not null,
            _ => record is { Proven: not null, Trial: not null },
        };
}
