using System.Diagnostics;
using Aops.Native.Memory;

namespace Aops.Server.Budgets;

/// <summary>
/// Returns memory to the system after large bodies. It checks the size of the process, waits for a quiet
/// moment, and is limited to a small share of the time: each pause is at least <see cref="PauseFactor"/>
/// times as long as the work.
/// </summary>
internal sealed class MemoryTrim : IDisposable
{
    private const int PauseFactor = 50;

    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private long _restBytes;
    private TimeSpan _pause = ServerLimits.TrimDelay;
    private bool _asked;

    public MemoryTrim()
    {
        _timer = new Timer(static state => ((MemoryTrim)state!).Run(), this, Timeout.Infinite, Timeout.Infinite);
        _restBytes = ProcessMemory.Read().AnonymousBytes;
    }

    /// <summary>Requests a trim after a large body was released.</summary>
    public void Ask()
    {
        lock (_gate)
        {
            if (_asked) return;
            _asked = true;
            _timer.Change(_pause, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Run()
    {
        var began = Stopwatch.GetTimestamp();
        if (ProcessMemory.Read().AnonymousBytes > _restBytes + ServerLimits.TrimBytesMin)
        {
            ProcessMemory.GiveBackHeaps();
            _restBytes = ProcessMemory.Read().AnonymousBytes;
        }
        var took = Stopwatch.GetElapsedTime(began) * PauseFactor;
        lock (_gate)
        {
            _pause = took > ServerLimits.TrimDelay ? took : ServerLimits.TrimDelay;
            _asked = false;
        }
    }
}
