using Aops.Native.Memory;

namespace Aops.Hosting;

/// <summary>
/// Samples this process's resident memory at every ping, so that no timer of its own wakes the processor. Returns
/// unused memory to the kernel after the start and after a large piece of work, and reports when the process stays
/// over its limit.
/// </summary>
/// <param name="limitBytes">The limit in force, in bytes.</param>
/// <param name="clock">Only its timestamps are used.</param>
/// <param name="memory">The memory; that of this process by default.</param>
public sealed class MemoryWatch(Func<long> limitBytes, TimeProvider clock, IWatchedMemory? memory = null)
{
    private const int StartSamples = 3;
    private const int OverSamplesMax = 3;

    // A trim takes milliseconds, so that little is let to grow (docs/measurements/SOAK.md).
    private const long GrowthBytesMax = 1024 * 1024;

    private static readonly TimeSpan GiveBackPause = TimeSpan.FromMinutes(1);

    private readonly IWatchedMemory _memory = memory ?? new OwnProcess();
    private volatile bool _isWorkDone;
    private int _startSamples;
    private long _givenBackAt;
    private long? _baseBytes;
    private int _over;

    /// <summary>Requests a trim some samples from now, because a large piece of work has ended.</summary>
    public void GiveBackSoon() => _isWorkDone = true;

    /// <summary>Takes a sample.</summary>
    /// <returns>Resident memory in bytes, and whether three consecutive samples were over the limit.</returns>
    public (long RssBytes, bool IsOverForGood) Sample()
    {
        var (resident, anonymous) = _memory.Read();
        _over = resident > limitBytes() ? _over + 1 : 0;
        // Garbage must not cause a restart, so memory is trimmed before the last sample.
        if (_over == OverSamplesMax - 1 || IsGiveBackDue(anonymous)) GiveBack();
        return (resident, _over >= OverSamplesMax);
    }

    /// <summary>
    /// Returns the pages of program code that a ping or a heartbeat has touched; they are not needed until the next
    /// one. Does nothing during the start and during a piece of work, which use them. Safe from any thread.
    /// </summary>
    public void TrimWhenIdle()
    {
        if (_baseBytes is not null && !_isWorkDone) _memory.GiveBackCode();
    }

    // Due once after the start or a piece of work has ended, and later whenever memory has grown since the last
    // trim.
    private bool IsGiveBackDue(long anonymous)
    {
        if (_isWorkDone) (_isWorkDone, _startSamples, _baseBytes) = (false, 0, null);
        if (_baseBytes is not { } left) return ++_startSamples >= StartSamples;
        return anonymous > left + GrowthBytesMax && clock.GetElapsedTime(_givenBackAt) >= GiveBackPause;
    }

    private void GiveBack()
    {
        _memory.Trim();
        _givenBackAt = clock.GetTimestamp();
        _baseBytes = _memory.Read().AnonymousBytes;
    }

    private sealed class OwnProcess : IWatchedMemory
    {
        public (long ResidentBytes, long AnonymousBytes) Read() => ProcessMemory.Read();

        public void Trim() => ProcessMemory.Trim();

        public void GiveBackCode() => ProcessMemory.GiveBackCode();
    }
}
