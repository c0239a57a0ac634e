using System.IO.Compression;

namespace Aops.Server.Inventory;

/// <summary>Packs JSON for the database by zlib: a list of packages becomes a sixth.</summary>
internal static class PackedText
{
    /// <summary>Packs bytes.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var packer = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) packer.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Unpacks what <see cref="Pack"/> made.</summary>
    /// <param name="lengthBytes">Length of the result.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another length.</exception>
    public static byte[] Unpack(byte[] packed, int lengthBytes)
    {
        var bytes = new byte[lengthBytes];
        using var unpacker = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        return unpacker.ReadAtLeast(bytes, lengthBytes, throwOnEndOfStream: false) == lengthBytes
            ? bytes
            : throw new InvalidDataException("a stored inventory is shorter than it was");
    }
}
