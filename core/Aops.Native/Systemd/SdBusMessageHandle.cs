using System.Runtime.InteropServices;

namespace Aops.Native.Systemd;

/// <summary>An <c>sd_bus_message*</c>.</summary>
internal sealed class SdBusMessageHandle : SafeHandle
{
    internal SdBusMessageHandle(nint message)
        : base(0, ownsHandle: true) => SetHandle(message);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        SdBusCalls.UnrefMessage(handle);
        return true;
    }
}
