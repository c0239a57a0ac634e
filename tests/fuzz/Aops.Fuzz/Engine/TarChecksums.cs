using System.Text;

namespace Aops.Fuzz.Engine;

/// <summary>Puts right checksums into the headers of an archive, so that its reader looks at what else was changed.</summary>
internal static class TarChecksums
{
    private const int BlockBytes = 512;
    private const int ChecksumAt = 148;
    private const int MagicAt = 257;

    /// <summary>Mends every block that looks like a header, in place.</summary>
    public static byte[] Mend(byte[] archive)
    {
        for (var start = 0; start + BlockBytes <= archive.Length; start += BlockBytes)
        {
            var header = archive.AsSpan(start, BlockBytes);
            if (!header[MagicAt..].StartsWith("ustar"u8)) continue;
            var checksum = header.Slice(ChecksumAt, 8);
            checksum.Fill((byte)' ');
            var sum = 0;
            foreach (var b in header) sum += b;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(checksum);
        }
        return archive;
    }
}
