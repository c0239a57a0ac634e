using Aops.Hosting.Settings;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Health;

/// <summary>
/// Holds this process to <c>spmMaxMem</c>. Looked at with every beat, so it wakes nobody; three samples in a row over
/// the limit start the process anew in place, and sub-agents go on.
/// </summary>
internal sealed partial class MemoryGuard(
    SettingsWatcher settings, RestartInPlace restart, ILogger<MemoryGuard> logger)
{
    private const int SamplesMax = 3;

    private int _over;

    /// <summary>Takes a sample.</summary>
    /// <returns>Resident memory, in bytes.</returns>
    public long Sample()
    {
        var rss = ProcStat.TryRead(Environment.ProcessId)?.RssBytes ?? 0;
        var max = settings.Current.SpmMemoryMaxBytes;
        _over = rss > max ? _over + 1 : 0;
        if (_over == SamplesMax - 1)
        {
            // What is garbage is no reason to restart.
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        if (_over >= SamplesMax)
        {
            LogOver(rss, max);
            restart.Now($"{rss} bytes of memory are over spmMaxMem, {max}");
        }
        return rss;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{RssBytes} bytes of memory are over spmMaxMem, {MaxBytes}; starting anew in place, sub-agents go on")]
    private partial void LogOver(long rssBytes, long maxBytes);
}
