using Aops.Native.Memory;

namespace Aops.Hosting;

/// <summary>
/// Looks at this process's resident memory with every beat, so that it wakes nobody for it: gives back what a start or
/// a piece of work has left, and tells when the process is over its limit for good.
/// </summary>
/// <param name="limitBytes">The limit in force.</param>
/// <param name="time">Clock; only its timestamps are used.</param>
/// <param name="memory">The memory; this process's own but for tests.</param>
public sealed class MemoryWatch(Func<long> limitBytes, TimeProvider time, IWatchedMemory? memory = null)
{
    private const int StartSamples = 3;
    private const int OverSamplesMax = 3;
    private const long GrowthBytesMax = 3 * 1024 * 1024;

    private static readonly TimeSpan GiveBackPause = TimeSpan.FromMinutes(1);

    private readonly IWatchedMemory _memory = memory ?? new OwnProcess();
    private volatile bool _isWorkDone;
    private int _startSamples;
    private long _givenBackAt;
    private long? _baseBytes;
    private int _over;

    /// <summary>A large piece of work was done: some samples from now, what it has left is given back.</summary>
    public void GiveBackSoon() => _isWorkDone = true;

    /// <summary>Takes a sample.</summary>
    /// <returns>Resident memory in bytes, and whether three samples in a row were over the limit.</returns>
    public (long RssBytes, bool IsOverForGood) Sample()
    {
        var (resident, anonymous) = _memory.Read();
        _over = resident > limitBytes() ? _over + 1 : 0;
        // What is garbage is no reason to restart, so it goes before the last sample.
        if (_over == OverSamplesMax - 1 || IsGiveBackDue(anonymous)) GiveBack();
        return (resident, _over >= OverSamplesMax);
    }

    /// <summary>
    /// A beat is over, or a heartbeat on its way: the program's code that it ran through is not needed until the next
    /// one. During the start and a piece of work it stays, as it is in use. From any thread.
    /// </summary>
    public void TrimWhenIdle()
    {
        if (_baseBytes is not null && !_isWorkDone) _memory.GiveBackCode();
    }

    // After the start or a piece of work, once that is over; later, when there is more than was left the last time.
    private bool IsGiveBackDue(long anonymous)
    {
        if (_isWorkDone) (_isWorkDone, _startSamples, _baseBytes) = (false, 0, null);
        if (_baseBytes is not { } left) return ++_startSamples >= StartSamples;
        return anonymous > left + GrowthBytesMax && time.GetElapsedTime(_givenBackAt) >= GiveBackPause;
    }

    private void GiveBack()
    {
        _memory.Trim();
        _givenBackAt = time.GetTimestamp();
        _baseBytes = _memory.Read().AnonymousBytes;
    }

    private sealed class OwnProcess : IWatchedMemory
    {
        public (long ResidentBytes, long AnonymousBytes) Read() => ProcessMemory.Read();

        public void Trim() => ProcessMemory.Trim();

        public void GiveBackCode() => ProcessMemory.GiveBackCode();
    }
}
