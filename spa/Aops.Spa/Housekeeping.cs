using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Hosting.Settings;

namespace Aops.Spa;

/// <summary>
/// What is looked at when a beat has woken this process anyway: the own memory, the own files. Nothing wakes it for
/// these alone.
/// </summary>
internal sealed class Housekeeping(
    KeyFiles files, MemoryWatch memory, SettingsWatcher settings, DesiredSettings desired, AgentLogging logging,
    Action<SpaExit> end)
{
    /// <summary>Looks; returns the resident memory in bytes.</summary>
    public long OnPing()
    {
        var (rss, isOver) = memory.Sample();
        if (isOver)
        {
            end(new SpaExit(true, $"{rss >> 20} MB of memory are over spaMaxMem, " +
                $"{settings.Current.SpaMemoryMaxBytes >> 20} MB; starting anew in place"));
        }
        files.Check();
        settings.Rearm();
        desired.Look();
        logging.CheckFile();
        memory.TrimWhenIdle();
        return rss;
    }
}
