namespace Aops.Hosting.Settings;

/// <summary>One key of conf.yml.</summary>
/// <param name="Name">The key.</param>
/// <param name="Default">Its default as it would be written; empty if there is none.</param>
/// <param name="Allowed">What may be written, in words, for messages and the documentation.</param>
/// <param name="Meaning">What it does.</param>
/// <param name="Apply">Puts a written value into settings; null if it is not allowed.</param>
/// <param name="FromServer">What a server may set it to; null where it is the host's alone.</param>
public sealed record SettingKey(
    string Name,
    string Default,
    string Allowed,
    string Meaning,
    Func<AgentSettings, string, AgentSettings?> Apply,
    ServerRule? FromServer);
