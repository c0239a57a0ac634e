using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Hosting.Settings;

/// <summary>
/// A copy of the last accepted conf.yml, for processes that start while conf.yml is refused. spm and spa read the
/// same copy, so that a restarted member uses the same times as the one that kept running.
/// </summary>
internal static class LastGoodSettings
{
    /// <summary>Stores conf.yml, which was just read without a fault, as the copy.</summary>
    public static void Keep(AopsLayout layout)
    {
        try
        {
            var text = File.ReadAllText(layout.Conf);
            // conf.yml may have been edited since it was read.
            if (SettingsFile.Parse(text, layout.Conf).Faults.Count > 0) return;
            if (File.Exists(layout.LastGoodConf) && File.ReadAllText(layout.LastGoodConf) == text) return;
            AtomicFile.Write(layout.LastGoodConf, text);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The disk is full: the previous copy stays; the next accepted conf.yml is stored again.
        }
    }

    /// <summary>The settings of the copy; null if there is none, or this version refuses it.</summary>
    public static AgentSettings? TryRead(AopsLayout layout)
    {
        if (!File.Exists(layout.LastGoodConf)) return null;
        var (settings, faults) = SettingsFile.Read(layout.LastGoodConf);
        return faults.Count == 0 ? settings : null;
    }
}
