using System.Runtime.InteropServices;

namespace Aops.Native.Zstd;

/// <summary>The streaming calls of libzstd 1.4 and later (zstd.h).</summary>
internal static unsafe partial class ZstdCalls
{
    // enum ZSTD_dParameter, ZSTD_cParameter and ZSTD_EndDirective of zstd.h.
    internal const int DecompressionWindowLogMax = 100;
    internal const int CompressionLevel = 100;
    internal const int CompressionWindowLog = 101;
    internal const int CompressionChecksum = 201;
    internal const int Continue = 0;
    internal const int End = 2;

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer, which have the same shape.</summary>
    internal struct Buffer
    {
        internal byte* Start;
        internal nuint Size;
        internal nuint Position;
    }

    [LibraryImport("libzstd", EntryPoint = "ZSTD_createDCtx")]
    internal static partial ZstdDecompressionContext CreateDecompression();

    [LibraryImport("libzstd", EntryPoint = "ZSTD_freeDCtx")]
    internal static partial nuint FreeDecompression(nint context);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_DCtx_setParameter")]
    internal static partial nuint SetDecompression(ZstdDecompressionContext context, int parameter, int value);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint Decompress(
        ZstdDecompressionContext context, ref Buffer output, ref Buffer input);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_createCCtx")]
    internal static partial ZstdCompressionContext CreateCompression();

    [LibraryImport("libzstd", EntryPoint = "ZSTD_freeCCtx")]
    internal static partial nuint FreeCompression(nint context);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_CCtx_setParameter")]
    internal static partial nuint SetCompression(ZstdCompressionContext context, int parameter, int value);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_compressStream2")]
    internal static partial nuint Compress(
        ZstdCompressionContext context, ref Buffer output, ref Buffer input, int endDirective);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport("libzstd", EntryPoint = "ZSTD_getErrorName")]
    private static partial nint ErrorName(nuint code);

    /// <summary>Passes a result on, or throws what it says.</summary>
    internal static nuint Check(nuint result) => IsError(result) == 0
        ? result
        : throw new InvalidDataException($"zstd: {Marshal.PtrToStringUTF8(ErrorName(result))}");
}
