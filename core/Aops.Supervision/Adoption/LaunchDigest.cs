using System.Security.Cryptography;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.SubAgents;

namespace Aops.Supervision.Adoption;

/// <summary>
/// A digest of everything that determines how a process is started. Changes of anything else (restart policy,
/// probes, stop, log, dependencies, memory cap, settable values) take effect without a restart.
/// </summary>
internal static class LaunchDigest
{
    /// <summary>The digest, as lower-case hexadecimal SHA-256.</summary>
    public static string Of(SubAgentSpec spec, string slotDirectory)
    {
        var launch = spec with
        {
            Env = new SortedDictionary<string, string>(
                spec.Env.ToDictionary(), StringComparer.Ordinal),
            Settable = null,
            Restart = new(),
            Readiness = null,
            Liveness = null,
            Stop = new(),
            Log = new(),
            DependsOn = [],
            Limits = spec.Limits with { MemoryMaxBytes = 0 },
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(launch, ContractsJson.Default.SubAgentSpec);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(slotDirectory + "\n"));
        hash.AppendData(json);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
