using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Hosting.Settings;

/// <summary>
/// The copy of the last conf.yml that was taken: what a process goes by that starts while conf.yml is refused. Both halves
/// read it, so that one that starts anew has the same times as the one that has run on.
/// </summary>
internal static class LastGoodSettings
{
    /// <summary>Keeps conf.yml, which was just read without a fault.</summary>
    /// <param name="layout">The root.</param>
    public static void Keep(AopsLayout layout)
    {
        try
        {
            var text = File.ReadAllText(layout.Conf);
            // It may have been edited since.
            if (SettingsFile.Parse(text, layout.Conf).Faults.Count > 0) return;
            if (File.Exists(layout.LastGoodConf) && File.ReadAllText(layout.LastGoodConf) == text) return;
            AtomicFile.Write(layout.LastGoodConf, text);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // A full disk: the copy of before stays, or none; the next good read tries again.
        }
    }

    /// <summary>The settings of the copy; null if there is none, or none that this version takes.</summary>
    /// <param name="layout">The root.</param>
    public static AgentSettings? TryRead(AopsLayout layout)
    {
        if (!File.Exists(layout.LastGoodConf)) return null;
        var (settings, faults) = SettingsFile.Read(layout.LastGoodConf);
        return faults.Count == 0 ? settings : null;
    }
}
