using System.Runtime.InteropServices;

namespace Aops.Native.Zstd;

/// <summary>Owns a ZSTD_CCtx.</summary>
internal sealed class ZstdCompressionContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ZstdCalls.FreeCompression(handle);
        return true;
    }
}
