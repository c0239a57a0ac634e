using System.Runtime.InteropServices;

namespace Aops.Native.Processes;

/// <summary>A NULL-terminated array of C strings in UTF-8, for exec and spawn.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _strings;
    private readonly int _count;

    public NativeStrings(IReadOnlyCollection<string> strings)
    {
        _count = strings.Count;
        _strings = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        var i = 0;
        foreach (var text in strings)
            _strings[i++] = (byte*)Marshal.StringToCoTaskMemUTF8(text);
    }

    public byte** Pointer => _strings;

    public static NativeStrings OfEnvironment(IReadOnlyDictionary<string, string> variables) =>
        new([.. variables.Select(v => $"{v.Key}={v.Value}")]);

    public void Dispose()
    {
        for (var i = 0; i < _count; i++) Marshal.FreeCoTaskMem((nint)_strings[i]);
        NativeMemory.Free(_strings);
    }
}
