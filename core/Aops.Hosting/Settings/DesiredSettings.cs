using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Reading;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Hosting.Settings;

/// <summary>
/// Applies the server's settings in spa, which does not talk to the server, so that spm and spa judge each other by
/// the same settings. spm validates the desired state and writes it to the disk before it applies it; spa reads the
/// settings from there.
/// </summary>
/// <param name="settings">Receives the settings as an overlay.</param>
public sealed class DesiredSettings(AopsLayout layout, SettingsWatcher settings)
{
    private (DateTime ChangedAt, long Bytes)? _seen;

    /// <summary>
    /// Applies the settings if the file has changed since the last look; otherwise costs one system call. If the
    /// file is missing or unreadable, the settings in force stay.
    /// </summary>
    public void Look()
    {
        var file = new FileInfo(layout.Desired);
        if (!file.Exists || _seen == (file.LastWriteTimeUtc, file.Length)) return;
        _seen = (file.LastWriteTimeUtc, file.Length);
        try
        {
            if (WirePart.TryParse(File.ReadAllBytes(layout.Desired), Limits.JsonDepthMax, out _) is { } desired)
                settings.SetOverlay(Read(WirePart.Find(desired, "settings")));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            _seen = null;
        }
    }

    private static Dictionary<string, string> Read(JsonElement? part)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (part is not { } members) return values;
        foreach (var (key, value) in WirePart.Members(members).Take(Limits.SettingsMax))
            if (WirePart.TryText(value) is { } text) values[key] = text;
        return values;
    }
}
