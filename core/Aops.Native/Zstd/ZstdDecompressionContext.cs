using System.Runtime.InteropServices;

namespace Aops.Native.Zstd;

/// <summary>Owns a ZSTD_DCtx.</summary>
internal sealed class ZstdDecompressionContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ZstdCalls.FreeDecompression(handle);
        return true;
    }
}
