using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Hosting.Settings;

namespace Aops.Spa;

/// <summary>
/// Work that runs when a ping has woken this process anyway: checks its memory and its files. No timer
/// exists for it.
/// </summary>
internal sealed class Housekeeping(
    KeyFiles files, MemoryWatch memory, SettingsWatcher settings, DesiredSettings desired, AgentLogging logging,
    Action<SpaExit> end)
{
    /// <summary>Checks; returns the resident memory in bytes.</summary>
    public long OnPing()
    {
        var (rss, isOver) = memory.Sample();
        if (isOver)
        {
            end(new SpaExit(true, $"{rss >> 20} MB of memory are over spaMaxMem, " +
                $"{settings.Current.SpaMemoryMaxBytes >> 20} MB; restarting in place"));
        }
        files.Check();
        settings.Rearm();
        desired.Look();
        logging.Check();
        memory.TrimWhenIdle();
        return rss;
    }
}
