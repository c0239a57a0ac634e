using System.Runtime.InteropServices;

namespace Aops.Native.Systemd;

/// <summary>An <c>sd_bus*</c>. Releasing it sends what is queued and closes the connection.</summary>
internal sealed class SdBusHandle : SafeHandle
{
    internal SdBusHandle(nint bus)
        : base(0, ownsHandle: true) => SetHandle(bus);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        SdBusCalls.FlushCloseUnref(handle);
        return true;
    }
}
