namespace Aops.Hosting.Settings;

/// <summary>One key of conf.yml.</summary>
/// <param name="Name">The key.</param>
/// <param name="Default">Its default in written form; empty if there is none.</param>
/// <param name="Allowed">The valid values in words, for messages and the documentation.</param>
/// <param name="Meaning">The effect of the setting.</param>
/// <param name="Apply">Puts a written value into settings; returns null if it is invalid.</param>
/// <param name="FromServer">The values that a server may set; null if it may set none.</param>
public sealed record SettingKey(
    string Name,
    string Default,
    string Allowed,
    string Meaning,
    Func<AgentSettings, string, AgentSettings?> Apply,
    ServerRule? FromServer);
