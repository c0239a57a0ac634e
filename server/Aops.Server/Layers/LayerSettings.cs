using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Server.Http;

namespace Aops.Server.Layers;

/// <summary>
/// Checks settings by the rules of the hosts, so that the operator learns at once what every host would
/// refuse: unknown keys, keys that only the host may set, and values outside of a server's range.
/// </summary>
internal static class LayerSettings
{
    /// <summary>Checks settings.</summary>
    /// <param name="errors">Receives every fault.</param>
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
