using Aops.Systemd.Client;

namespace Aops.Systemd.Commands;

/// <summary>
/// Interprets failures of <c>systemctl</c> and <c>systemd-run</c>, which print the text of systemd's error (in
/// English here) instead of its name.
/// </summary>
internal static class CommandFaults
{
    private const int TextLengthMax = 400;

    // Texts of systemd's own errors (src/core/dbus-*.c), then those of a connection that was not made or was lost.
    private static readonly (string Part, string? Name)[] Texts =
    [
        ("already loaded", SystemdErrors.UnitExists),
        ("already exists", SystemdErrors.UnitExists),
        ("is destructive", SystemdErrors.TransactionIsDestructive),
        ("is masked", SystemdErrors.UnitMasked),
        ("not loaded", SystemdErrors.NoSuchUnit),
        ("not found", SystemdErrors.NoSuchUnit),
        ("process to kill", SystemdErrors.NoSuchProcess),
        ("No such process", SystemdErrors.NoSuchProcess),
        ("Failed to connect to", null),
        ("Failed to create bus connection", null),
        ("Failed to get D-Bus connection", null),
        ("has not been booted with systemd", null),
        ("Connection refused", null),
        ("Connection reset by peer", null),
        ("Connection timed out", null),
        ("Transport endpoint is not connected", null),
        ("Remote peer disconnected", null),
        ("Broken pipe", null),
        ("Host is down", null),
    ];

    /// <summary>The exception for a run that failed.</summary>
    /// <param name="call">What was run.</param>
    public static SystemdException Of(string call, CommandRun run)
    {
        var text = run.Output.Trim().ReplaceLineEndings("; ");
        if (text.Length > TextLengthMax) text = text[..TextLengthMax] + "…";
        if (text.Length == 0) text = run.Exit.ToString();
        foreach (var (part, name) in Texts)
        {
            if (!run.Output.Contains(part, StringComparison.Ordinal)) continue;
            if (name is not null) return SystemdException.Refused(call, name, text);
            var fault = SystemdException.Disconnected(call, text);
            return part.StartsWith("Failed to", StringComparison.Ordinal) ? fault.BeforeSending() : fault;
        }
        return SystemdException.Refused(call, null, text);
    }
}
