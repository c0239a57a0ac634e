using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Server.Http;

namespace Aops.Server.Desired;

/// <summary>
/// Checks settings by the same rules as the hosts do, so that the operator is told at once what every host would refuse:
/// keys that are none, those that are a host's alone, and values out of what a server may set.
/// </summary>
internal static class DesiredSettings
{
    /// <summary>Checks settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="errors">Hears every fault.</param>
    public static void Validate(IReadOnlyDictionary<string, string> settings, FieldErrors errors)
    {
        if (settings.Count > Limits.SettingsMax)
        {
            errors.Add("settings", $"at most {Limits.SettingsMax} settings are accepted");
            return;
        }
        foreach (var (key, value) in settings)
        {
            if (SettingKeys.FaultFromServer(key, value) is { } fault) errors.Add($"settings.{key}", fault);
        }
    }
}
