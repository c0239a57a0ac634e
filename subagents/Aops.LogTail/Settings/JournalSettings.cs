namespace Aops.LogTail.Settings;

/// <summary>The systemd journal as a source.</summary>
/// <param name="Units">Only of these units; empty for all.</param>
/// <param name="Directory">A folder of journal files; null for the host's own.</param>
internal sealed record JournalSettings(IReadOnlyList<string> Units, string? Directory);
