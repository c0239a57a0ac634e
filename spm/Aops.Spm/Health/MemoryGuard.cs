using Aops.Hosting;
using Aops.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Health;

/// <summary>
/// Holds this process to <c>spmMaxMem</c>: over the limit for good, it starts anew in place, and sub-agents go on.
/// </summary>
internal sealed partial class MemoryGuard(
    SettingsWatcher settings, ISelfRestart restart, TimeProvider clock, ILogger<MemoryGuard> logger)
{
    private readonly MemoryWatch _memory = new(() => settings.Current.SpmMemoryMaxBytes, clock);

    /// <summary>A package was fetched, or a slot read: what that has left is given back once it is quiet.</summary>
    public void GiveBackSoon() => _memory.GiveBackSoon();

    /// <summary>A beat is over, or a heartbeat on its way.</summary>
    public void TrimWhenIdle() => _memory.TrimWhenIdle();

    /// <summary>Takes a sample.</summary>
    /// <returns>Resident memory, in bytes.</returns>
    public long Sample()
    {
        var (rss, isOver) = _memory.Sample();
        if (isOver)
        {
            var max = settings.Current.SpmMemoryMaxBytes;
            LogOver(rss, max);
            restart.Now($"{rss} bytes of memory are over spmMaxMem, {max}");
        }
        return rss;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{RssBytes} bytes of memory are over spmMaxMem, {MaxBytes}; starting anew in place, sub-agents go on")]
    private partial void LogOver(long rssBytes, long maxBytes);
}
