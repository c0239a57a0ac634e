using Aops.Contracts.Wire.Runs;
using Aops.Hosting.Loops;

namespace Aops.Server.Runs.Output;

/// <summary>
/// How much the output of all runs may take. What is stored is counted in the database; here it is as of the last look, with
/// what came since, so that a piece of output asks the database nothing.
/// </summary>
/// <param name="bytesMax">The most, in bytes.</param>
internal sealed class OutputQuota(long bytesMax)
{
    private readonly WakeSignal _pressed = new();
    private long _bytes;
    private long _runsDropped;

    /// <summary>The most, in bytes.</summary>
    public long BytesMax => bytesMax;

    /// <summary>What is stored, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Runs whose output had to make way, since the start.</summary>
    public long RunsDropped => Interlocked.Read(ref _runsDropped);

    /// <summary>What may stay where room is made, so that it is not made for each piece.</summary>
    public long Goal => Math.Min(bytesMax / 10 * 9, bytesMax - 2 * RunLimits.OutputPieceBytesMax);

    /// <summary>Whether output of runs that have ended should make way: before a piece finds no room.</summary>
    public bool IsPressed => Bytes > Math.Min(bytesMax / 20 * 19, bytesMax - RunLimits.OutputPieceBytesMax);

    /// <summary>Whether as much more may be stored.</summary>
    public bool HasRoom(long bytes)
    {
        var hasRoom = Bytes + bytes <= bytesMax;
        if (!hasRoom) _pressed.Raise();
        return hasRoom;
    }

    /// <summary>A file has grown, or is gone.</summary>
    public void Add(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (IsPressed) _pressed.Raise();
    }

    /// <summary>What is stored was counted.</summary>
    public void Set(long bytes) => Interlocked.Exchange(ref _bytes, bytes);

    /// <summary>The output of a run has made way.</summary>
    public void NoteDropped() => Interlocked.Increment(ref _runsDropped);

    /// <summary>Waits until output should make way, at most for a time.</summary>
    public Task WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken) =>
        _pressed.WaitAsync(longest, clock, cancellationToken);
}
