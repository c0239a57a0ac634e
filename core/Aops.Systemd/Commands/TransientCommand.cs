using System.Globalization;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Systemd.Commands;

/// <summary>
/// Formats a transient unit as a command line of <c>systemd-run</c>(1), which yields the same message to systemd as
/// the bus route. A property that no option expresses exactly is refused.
/// </summary>
internal static class TransientCommand
{
    private const ulong MicrosecondsOfPercent = 10_000;

    // systemd-run passes the values of these properties unchanged.
    private static readonly HashSet<string> Texts =
    [
        "Type", "Slice", "User", "Group", "PIDFile", "WorkingDirectory", "ProtectHome", "ProtectSystem", "Restart",
        "KillMode", "CollectMode",
    ];

    private static readonly HashSet<string> Flags =
    [
        "RemainAfterExit", "IgnoreOnIsolate",
        "IgnoreSIGPIPE", "NoNewPrivileges", "PrivateTmp", "PrivateDevices", "PrivateNetwork",
    ];

    /// <summary>The arguments of systemd-run, without its own name.</summary>
    /// <exception cref="SystemdException">It cannot be said.</exception>
    public static IReadOnlyList<string> Words(TransientUnit unit)
    {
        var words = new List<string> { "--unit=" + unit.Name, "--no-block", "--quiet", "--no-ask-password" };
        UnitProperty.Command? command = null;
        foreach (var (name, value) in unit.Properties)
        {
            if (name == "ExecStart" && value is UnitProperty.Command { Arguments: [var own, ..] } only
                && own == only.Program && command is null)
            {
                command = only;
            }
            else if (Flag(name, value, unit) is { } flags)
            {
                words.AddRange(flags);
            }
            else
            {
                throw Refuse(unit, name);
            }
        }
        if (command is null) throw Refuse(unit, "ExecStart");
        return [.. words, "--", .. command.EscapedArguments];
    }

    private static IEnumerable<string>? Flag(
        string name, UnitProperty value, TransientUnit unit) => (name, value) switch
    {
        ("Description", UnitProperty.Text text) => ["--description=" + text.Value],
        ("Environment", UnitProperty.Words words) when words.Values.All(IsAssignment) =>
            words.Values.Select(word => "--setenv=" + word),
        ("StandardOutputFileToAppend", UnitProperty.Text text) => Set("StandardOutput", "append:" + text.Value),
        ("StandardErrorFileToAppend", UnitProperty.Text text) => Set("StandardError", "append:" + text.Value),
        ("ReadWritePaths", UnitProperty.Words words) => Set(name, string.Join(' ', words.Values.Select(Quote))),
        ("After" or "Before" or "Conflicts", UnitProperty.Words words) when words.Values.All(UnitNames.IsValid) =>
            Set(name, string.Join(' ', words.Values)),
        ("UMask", UnitProperty.Mode mode) => Set(name, "0" + Convert.ToString(mode.Value, 8)),
        ("KillSignal" or "Nice" or "OOMScoreAdjust", UnitProperty.Number number) =>
            Set(name, number.Value.ToString(CultureInfo.InvariantCulture)),
        ("MemoryMax" or "TasksMax", UnitProperty.Amount amount) => Set(name, Digits(amount.Value)),
        ("TimeoutStopUSec", UnitProperty.Amount amount) => Set("TimeoutStopSec",
            amount.Value == ulong.MaxValue ? "infinity" : Digits(amount.Value) + "us"),
        ("CPUQuotaPerSecUSec", UnitProperty.Amount amount) when amount.Value % MicrosecondsOfPercent == 0 =>
            Set("CPUQuota", Digits(amount.Value / MicrosecondsOfPercent) + "%"),
        ("LimitNOFILE", UnitProperty.Amount hard) when Soft(unit) is { } soft =>
            Set(name, $"{Digits(soft)}:{Digits(hard.Value)}"),
        ("LimitNOFILESoft", UnitProperty.Amount) when unit.Properties.Any(p => p.Name == "LimitNOFILE") => [],
        (_, UnitProperty.Flag flag) when Flags.Contains(name) => Set(name, flag.Value ? "yes" : "no"),
        (_, UnitProperty.Text text) when Texts.Contains(name) => Set(name, text.Value),
        _ => null,
    };

    private static bool IsAssignment(string word) => word.IndexOf('=', StringComparison.Ordinal) > 0;

    private static string[] Set(string name, string value) => [$"--property={name}={value}"];

    // Within quotes a backslash makes the next character itself (systemd.syntax(7), "Quoting").
    private static string Quote(string word)
    {
        var escaped = word.Replace(@"\", @"\\", StringComparison.Ordinal);
        return "\"" + escaped.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }

    private static ulong? Soft(TransientUnit unit) =>
        unit.Properties.Where(p => p.Name == "LimitNOFILESoft").Select(p => p.Value)
            .OfType<UnitProperty.Amount>().FirstOrDefault()?.Value;

    private static string Digits(ulong value) =>
        value == ulong.MaxValue ? "infinity" : value.ToString(CultureInfo.InvariantCulture);

    private static SystemdException Refuse(TransientUnit unit, string name) => SystemdException.Refused(
        $"systemd-run {unit.Name}", null,
        $"the bus does not answer, and no flag says {name} as it is described; nothing was started");
}
