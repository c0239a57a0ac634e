using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Aops.Rollouts.Planning;

/// <summary>
/// The order of hosts within a rollout: by a hash of both, so that it is the same whenever it is asked for, and no host is
/// among the first in every rollout.
/// </summary>
public static class HostOrder
{
    /// <summary>The place of a host: the first 8 bytes of the SHA-256 of both ids.</summary>
    /// <param name="rolloutId">Id of the rollout.</param>
    /// <param name="hostId">Id of the host.</param>
    public static ulong Position(string rolloutId, string hostId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{rolloutId}\n{hostId}"), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
