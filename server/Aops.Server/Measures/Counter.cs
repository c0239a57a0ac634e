namespace Aops.Server.Measures;

/// <summary>A number that only grows while the server runs. Threads count at once.</summary>
internal sealed class Counter
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Add(long count = 1) => Interlocked.Add(ref _value, count);
}
