using System.Runtime.InteropServices;

namespace Aops.Native.Systemd;

/// <summary>
/// The calls of sd-bus(3) that the suite needs, by the soname that every systemd host has. None of them is variadic,
/// and none is younger than systemd 222.
/// </summary>
internal static unsafe partial class SdBusCalls
{
    /// <summary>The library; a host without systemd has none, and must do without these calls.</summary>
    internal const string Library = "libsystemd.so.0";

    [LibraryImport(Library, EntryPoint = "sd_bus_new")]
    internal static partial int New(out nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_address", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetAddress(nint bus, string address);

    [LibraryImport(Library, EntryPoint = "sd_bus_start")]
    internal static partial int Start(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_set_bus_client")]
    internal static partial int SetBusClient(nint bus, int isClient);

    [LibraryImport(Library, EntryPoint = "sd_bus_flush_close_unref")]
    internal static partial nint FlushCloseUnref(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_unref")]
    internal static partial nint Unref(nint bus);

    [LibraryImport(Library, EntryPoint = "sd_bus_process")]
    internal static partial int Process(SdBusHandle bus, out nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_wait")]
    internal static partial int Wait(SdBusHandle bus, ulong microseconds);

    [LibraryImport(Library, EntryPoint = "sd_bus_call")]
    internal static partial int Call(
        SdBusHandle bus, SdBusMessageHandle message, ulong microseconds, BusError* error, out nint reply);

    [LibraryImport(Library, EntryPoint = "sd_bus_error_free")]
    internal static partial void FreeError(BusError* error);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_new_method_call",
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int NewMethodCall(
        SdBusHandle bus, out nint message, string destination, string path, string @interface, string member);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_unref")]
    internal static partial nint UnrefMessage(nint message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_append_basic")]
    internal static partial int AppendBasic(SdBusMessageHandle message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_open_container",
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenContainer(SdBusMessageHandle message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_close_container")]
    internal static partial int CloseContainer(SdBusMessageHandle message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_read_basic")]
    internal static partial int ReadBasic(SdBusMessageHandle message, byte type, void* value);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_enter_container",
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int EnterContainer(SdBusMessageHandle message, byte type, string contents);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_exit_container")]
    internal static partial int ExitContainer(SdBusMessageHandle message);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_is_signal", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int IsSignal(SdBusMessageHandle message, string @interface, string member);

    [LibraryImport(Library, EntryPoint = "sd_bus_message_get_path")]
    internal static partial nint GetPath(SdBusMessageHandle message);

    /// <summary>sd_bus_error of sd-bus.h: two strings and a flag of the library's own.</summary>
    internal struct BusError
    {
        public nint Name;
        public nint Message;
        public int NeedFree;
    }
}
