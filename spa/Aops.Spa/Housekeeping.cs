using Aops.Hosting.Settings;
using Aops.Native.Processes;

namespace Aops.Spa;

/// <summary>
/// What is looked at when a beat has woken this process anyway: the own memory, the own files. Nothing wakes it for
/// these alone.
/// </summary>
internal sealed class Housekeeping(KeyFiles files, SettingsWatcher settings, Action<SpaEnd> end)
{
    private const int OverLimitMax = 3;

    private int _overLimit;

    /// <summary>Looks; returns the resident memory in bytes.</summary>
    public long OnBeat()
    {
        var rss = ProcStat.TryRead(Environment.ProcessId)?.RssBytes ?? 0;
        var limit = settings.Current.SpaMemoryMaxBytes;
        _overLimit = rss > limit ? _overLimit + 1 : 0;
        if (_overLimit == OverLimitMax)
        {
            end(new SpaEnd(true, $"{rss >> 20} MB of memory are over the limit of {limit >> 20} MB " +
                $"for {OverLimitMax} beats; starting anew in place"));
        }
        files.Check(settings.Current.IntegrityInterval);
        settings.Rearm();
        return rss;
    }
}
