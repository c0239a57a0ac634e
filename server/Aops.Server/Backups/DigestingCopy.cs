using System.Buffers;
using System.Security.Cryptography;
using Aops.Native.Files;

namespace Aops.Server.Backups;

/// <summary>Copies files and takes their SHA-256 in the same pass.</summary>
internal static class DigestingCopy
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Copies a file.</summary>
    /// <returns>Its length, and its SHA-256 in lower-case hexadecimal.</returns>
    public static (long Bytes, string Sha256) Copy(string from, string to, UnixFileMode mode)
    {
        (long, string) result = default;
        using var source = Open(from);
        AtomicFile.Write(to, target => result = Pass(source, target), mode);
        return result;
    }

    /// <summary>Reads a file.</summary>
    /// <returns>Its length, and its SHA-256 in lower-case hexadecimal.</returns>
    public static (long Bytes, string Sha256) Read(string file)
    {
        using var source = Open(file);
        return Pass(source, Stream.Null);
    }

    private static (long, string) Pass(Stream source, Stream target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var bytes = 0L;
            while (source.Read(buffer, 0, ChunkBytes) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                target.Write(buffer, 0, count);
                bytes += count;
            }
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStream Open(string file) =>
        new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
