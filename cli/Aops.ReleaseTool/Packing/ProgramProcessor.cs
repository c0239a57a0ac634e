using System.Buffers.Binary;
using Aops.Releases.Packages;

namespace Aops.ReleaseTool.Packing;

/// <summary>
/// The processor that an ELF program or library runs on (elf(5), e_machine). One of another processor in a package would
/// only show on hosts, each of which would try it and roll it back.
/// </summary>
internal static class ProgramProcessor
{
    private const int HeaderBytes = 20;
    private const int TypeOffset = 16;
    private const int MachineOffset = 18;
    private const ushort Executable = 2;
    private const ushort Shared = 3;
    private const ushort X64 = 62;
    private const ushort Arm64 = 183;

    // Magic number, 64 bits, little endian.
    private static ReadOnlySpan<byte> Identification => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <summary>Compares the programs of a folder with what its package claims to run on.</summary>
    /// <param name="architecture"><c>x64</c> or <c>arm64</c>.</param>
    /// <returns>One sentence a fault.</returns>
    public static IEnumerable<string> FaultsOf(string folder, IReadOnlyList<ManifestFile> files, string architecture) =>
        from file in files
        where file is { IsLink: false, Mode: "0755" }
        let processor = Find(Path.Combine(folder, file.Path))
        where processor is not null && processor != architecture
        select $"'{file.Path}' is a program for {processor}, and --architecture says '{architecture}'";

    /// <summary>The processor of a program.</summary>
    /// <returns>Null where the file is no ELF program, or one for a processor that the suite does not run on.</returns>
    public static string? Find(string program)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        using var file = File.OpenHandle(program);
        if (RandomAccess.Read(file, header, 0) < HeaderBytes || !header.StartsWith(Identification)) return null;
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[TypeOffset..]) is not (Executable or Shared)) return null;
        return BinaryPrimitives.ReadUInt16LittleEndian(header[MachineOffset..]) switch
        {
            X64 => "x64",
            Arm64 => "arm64",
            _ => null,
        };
    }
}
