using Aops.Hosting;
using Aops.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Health;

/// <summary>
/// Holds this process to <c>spmMaxMem</c>: if it stays over the limit, it restarts in place, and sub-agents
/// continue to run.
/// </summary>
internal sealed partial class MemoryGuard(
    SettingsWatcher settings, ISelfRestart restart, TimeProvider clock, ILogger<MemoryGuard> logger)
{
    private readonly MemoryWatch _memory = new(() => settings.Current.SpmMemoryMaxBytes, clock);

    /// <summary>
    /// Requests a trim after a package was fetched or a slot was read; it happens once the process is
    /// quiet.
    /// </summary>
    public void GiveBackSoon() => _memory.GiveBackSoon();

    /// <summary>Trims memory if the process is idle: called after a ping and while a heartbeat is held.</summary>
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

    [LoggerMessage(2070, LogLevel.Warning,
        "{RssBytes} bytes of memory are over spmMaxMem, {MaxBytes}; restarting in place, sub-agents go on")]
    private partial void LogOver(long rssBytes, long maxBytes);
}
