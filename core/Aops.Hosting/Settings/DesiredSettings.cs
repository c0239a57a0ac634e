using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Reading;
using Aops.Native.Files;

namespace Aops.Hosting.Settings;

/// <summary>
/// The server's settings for the half that does not talk to the server, so that both judge each other by the same ones.
/// The manager writes the desired state to the disk before it goes by it, checked; here its settings are read from there.
/// </summary>
/// <param name="layout">The root.</param>
/// <param name="settings">What they are laid over.</param>
public sealed class DesiredSettings(AopsLayout layout, SettingsWatcher settings)
{
    private (DateTime ChangedAt, long Bytes)? _seen;

    /// <summary>
    /// Takes them over where the file is another one than at the last look; one system call otherwise. A file that is
    /// missing or cannot be read leaves those in force that are.
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
