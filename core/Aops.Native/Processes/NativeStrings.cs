using System.Runtime.InteropServices;
using System.Text;

namespace Aops.Native.Processes;

/// <summary>
/// A NULL-terminated array of C strings in UTF-8, for exec and spawn. It is one block outside of the managed heap,
/// since starting many processes at once would otherwise trigger a garbage collection.
/// </summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _strings;
    private byte* _free;
    private int _count;

    public NativeStrings(IReadOnlyCollection<string> strings)
        : this(strings.Count, strings.Sum(SizeMax))
    {
        foreach (var text in strings)
        {
            Begin();
            Append(text);
            End();
        }
    }

    private NativeStrings(int count, int size)
    {
        var pointers = (count + 1) * sizeof(byte*);
        _strings = (byte**)NativeMemory.Alloc((nuint)(pointers + size));
        _strings[0] = null;
        _free = (byte*)_strings + pointers;
    }

    public byte** Pointer => _strings;

    public static NativeStrings OfEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        var strings = new NativeStrings(variables.Count, variables.Sum(v => SizeMax(v.Key) + SizeMax(v.Value)));
        foreach (var (name, value) in variables)
        {
            strings.Begin();
            strings.Append(name);
            strings.Append("=");
            strings.Append(value);
            strings.End();
        }
        return strings;
    }

    public void Dispose() => NativeMemory.Free(_strings);

    // Includes the NUL, or the equals sign between the two texts of a pair.
    private static int SizeMax(string text) => Encoding.UTF8.GetMaxByteCount(text.Length);

    private void Begin()
    {
        _strings[_count++] = _free;
        _strings[_count] = null;
    }

    private void Append(string text) =>
        _free += Encoding.UTF8.GetBytes(text, new Span<byte>(_free, SizeMax(text)));

    private void End() => *_free++ = 0;
}
