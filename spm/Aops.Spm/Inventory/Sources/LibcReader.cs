using System.Text;
using Aops.Contracts.Wire.Inventory;
using Aops.Native.Files;

namespace Aops.Spm.Inventory.Sources;

/// <summary>
/// Finds the C library. No program is run: glibc's version stands in its file, as the text that the file prints when it is
/// executed; musl's is that of its package.
/// </summary>
internal static class LibcReader
{
    private static readonly string[] Folders =
        ["lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu",
            "lib64", "usr/lib64", "lib", "usr/lib"];

    private static readonly string[] MuslLoaders = ["lib/ld-musl-x86_64.so.1", "lib/ld-musl-aarch64.so.1"];

    private const int VersionBytesMax = 32;

    private static ReadOnlySpan<byte> Mark => "GNU C Library "u8;

    private static ReadOnlySpan<byte> BeforeVersion => "release version "u8;

    /// <summary>The C library; null if none is found.</summary>
    public static LibcInventory? Read(HostTree tree)
    {
        if (MuslLoaders.Any(tree.Has))
        {
            var musl = PackageReader.ReadApk(tree).FirstOrDefault(package => package.Name == "musl");
            return new LibcInventory { Name = "musl", Version = musl?.Version ?? "" };
        }
        return Folders.Select(folder => $"{folder}/libc.so.6").FirstOrDefault(tree.Has) is { } path
            ? new LibcInventory { Name = "glibc", Version = FindVersion(tree, path) }
            : null;
    }

    private static string FindVersion(HostTree tree, string path)
    {
        using var file = tree.TryOpenStream(path);
        if (file is null) return "";
        // Room for the whole sentence at the end of one block, which the next block begins with.
        const int overlap = 256;
        var block = new byte[64 * 1024];
        var held = 0;
        try
        {
            while (file.Read(block.AsSpan(held)) is > 0 and var count)
            {
                var read = block.AsSpan(0, held + count);
                if (VersionIn(read) is { } version) return version;
                held = Math.Min(overlap, read.Length);
                read[^held..].CopyTo(block);
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The library is known, its version is not.
        }
        return "";
    }

    // "GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36."
    private static string? VersionIn(ReadOnlySpan<byte> block)
    {
        var mark = block.IndexOf(Mark);
        if (mark < 0) return null;
        var rest = block[mark..];
        var at = rest.IndexOf(BeforeVersion);
        if (at < 0) return null;
        var version = rest[(at + BeforeVersion.Length)..];
        var length = 0;
        while (length < Math.Min(version.Length, VersionBytesMax)
            && (version[length] == (byte)'.' || char.IsAsciiDigit((char)version[length])))
        {
            length++;
        }
        // Without what ends it the block may hold a part of it only.
        return length == version.Length ? null : Encoding.ASCII.GetString(version[..length]).TrimEnd('.');
    }
}
