namespace Aops.Sweep.Power;

/// <summary>A file that is written. Content taken by <see cref="Take"/> is not changed by later writes.</summary>
internal sealed class FileBuffer
{
    private byte[] _bytes;
    private int _length;
    private int _shared;
    private bool _isOwn = true;
    private Content? _taken;

    public FileBuffer(byte[] bytes)
    {
        _bytes = bytes;
        _length = bytes.Length;
    }

    /// <summary>Begins with what another one held.</summary>
    public FileBuffer(Content content)
    {
        _bytes = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content.Bytes, out var array)
            && array is { Offset: 0, Array: not null } ? array.Array : content.Bytes.ToArray();
        _length = _shared = content.Bytes.Length;
        (_taken, _isOwn) = (content, false);
    }

    /// <summary>What it holds now.</summary>
    public Content Take()
    {
        _shared = Math.Max(_shared, _length);
        return _taken ??= new Content(_bytes.AsMemory(0, _length));
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        var (begin, end) = ((int)offset, (int)offset + data.Length);
        Ensure(Math.Min(begin, _length), end);
        if (begin > _length) _bytes.AsSpan(_length, begin - _length).Clear();
        data.CopyTo(_bytes.AsSpan(begin));
        _length = Math.Max(_length, end);
        _taken = null;
    }

    public void Resize(long length)
    {
        if (length > _length) Write(length, []);
        else if (length < _length) (_length, _taken) = ((int)length, null);
    }

    // Content that was taken is immutable, so a change to it goes into a copy.
    private void Ensure(int begin, int end)
    {
        if (_isOwn && begin >= _shared && end <= _bytes.Length) return;
        var copy = new byte[Math.Max(end, _length) + Math.Max(end, _length) / 2];
        _bytes.AsSpan(0, _length).CopyTo(copy);
        (_bytes, _shared, _isOwn) = (copy, 0, true);
    }
}
