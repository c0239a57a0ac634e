using System.Runtime.InteropServices;
using System.Text;

namespace Aops.Native.Systemd;

/// <summary>
/// A D-Bus message: one to be sent, to which values are appended in order, or one that came, from which they are read
/// in order. The types are those of the D-Bus specification ("Type system").
/// </summary>
public sealed unsafe class SdBusMessage : IDisposable
{
    private readonly string _subject;

    internal SdBusMessage(nint message, string subject)
    {
        Handle = new SdBusMessageHandle(message);
        _subject = subject;
    }

    /// <summary>Path of the object that a signal comes from; empty where there is none.</summary>
    public string Path => Marshal.PtrToStringUTF8(SdBusCalls.GetPath(Handle)) ?? "";

    internal SdBusMessageHandle Handle { get; }

    /// <summary>Whether it is a signal of this name.</summary>
    /// <param name="interface">The interface.</param>
    /// <param name="member">The name.</param>
    public bool IsSignal(string @interface, string member) => SdBusCalls.IsSignal(Handle, @interface, member) > 0;

    /// <summary>Appends a string (<c>s</c>), or an object path (<c>o</c>).</summary>
    /// <param name="value">The text, without a NUL character.</param>
    /// <param name="type"><c>s</c> or <c>o</c>.</param>
    public SdBusMessage Append(string value, char type = 's')
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(value + "\0"))
            return Check("append", SdBusCalls.AppendBasic(Handle, (byte)type, text));
    }

    /// <summary>Appends a boolean (<c>b</c>).</summary>
    /// <param name="value">The value.</param>
    public SdBusMessage Append(bool value)
    {
        var number = value ? 1 : 0;
        return Check("append", SdBusCalls.AppendBasic(Handle, (byte)'b', &number));
    }

    /// <summary>Appends a 32-bit number (<c>i</c>).</summary>
    /// <param name="value">The value.</param>
    public SdBusMessage Append(int value) => Check("append", SdBusCalls.AppendBasic(Handle, (byte)'i', &value));

    /// <summary>Appends a 32-bit number without sign (<c>u</c>).</summary>
    /// <param name="value">The value.</param>
    public SdBusMessage Append(uint value) => Check("append", SdBusCalls.AppendBasic(Handle, (byte)'u', &value));

    /// <summary>Appends a 64-bit number without sign (<c>t</c>).</summary>
    /// <param name="value">The value.</param>
    public SdBusMessage Append(ulong value) => Check("append", SdBusCalls.AppendBasic(Handle, (byte)'t', &value));

    /// <summary>Appends an array of strings (<c>as</c>).</summary>
    /// <param name="values">The strings.</param>
    public SdBusMessage Append(IEnumerable<string> values)
    {
        Open('a', "s");
        foreach (var value in values) Append(value);
        return Close();
    }

    /// <summary>Opens a container: what is appended next is within it.</summary>
    /// <param name="type"><c>a</c> for an array, <c>r</c> for a struct, <c>v</c> for a variant.</param>
    /// <param name="contents">Signature of what it holds.</param>
    public SdBusMessage Open(char type, string contents) =>
        Check("open", SdBusCalls.OpenContainer(Handle, (byte)type, contents));

    /// <summary>Closes the container that was opened last.</summary>
    public SdBusMessage Close() => Check("close", SdBusCalls.CloseContainer(Handle));

    /// <summary>Reads a string (<c>s</c>), or an object path (<c>o</c>).</summary>
    /// <param name="type"><c>s</c> or <c>o</c>.</param>
    public string ReadString(char type = 's')
    {
        nint text;
        Check("read", SdBusCalls.ReadBasic(Handle, (byte)type, &text));
        return Marshal.PtrToStringUTF8(text) ?? "";
    }

    /// <summary>Reads a boolean (<c>b</c>).</summary>
    public bool ReadBool()
    {
        int value;
        Check("read", SdBusCalls.ReadBasic(Handle, (byte)'b', &value));
        return value != 0;
    }

    /// <summary>Reads a 32-bit number (<c>i</c>).</summary>
    public int ReadInt32()
    {
        int value;
        Check("read", SdBusCalls.ReadBasic(Handle, (byte)'i', &value));
        return value;
    }

    /// <summary>Reads a 32-bit number without sign (<c>u</c>).</summary>
    public uint ReadUInt32()
    {
        uint value;
        Check("read", SdBusCalls.ReadBasic(Handle, (byte)'u', &value));
        return value;
    }

    /// <summary>Reads a 64-bit number without sign (<c>t</c>).</summary>
    public ulong ReadUInt64()
    {
        ulong value;
        Check("read", SdBusCalls.ReadBasic(Handle, (byte)'t', &value));
        return value;
    }

    /// <summary>Enters a container: what is read next is within it.</summary>
    /// <param name="type"><c>a</c>, <c>r</c> or <c>v</c>.</param>
    /// <param name="contents">Signature of what it holds.</param>
    /// <returns>False at the end of an array.</returns>
    public bool Enter(char type, string contents)
    {
        var result = SdBusCalls.EnterContainer(Handle, (byte)type, contents);
        Check("enter", result);
        return result > 0;
    }

    /// <summary>Leaves the container that was entered last.</summary>
    public void Exit() => Check("exit", SdBusCalls.ExitContainer(Handle));

    /// <summary>Lets go of the message.</summary>
    public void Dispose() => Handle.Dispose();

    private SdBusMessage Check(string step, int result) =>
        result >= 0 ? this : throw SdBusException.Of(step, _subject, result);
}
