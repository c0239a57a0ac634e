using System.Globalization;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Systemd.Commands;

/// <summary>
/// systemd by <c>systemctl</c> and <c>systemd-run</c>, which need no bus when run as root: each call is a process
/// of a few milliseconds, and there are no signals.
/// </summary>
internal sealed class CommandRoute(SystemdOptions options) : ISystemdRoute
{
    public UnitJob Queue(UnitVerb verb, string unit)
    {
        Control(verb.ToString().ToLowerInvariant(), "--no-block", "--quiet", "--", unit);
        return new UnitJob(unit, verb, "");
    }

    public UnitJob StartTransient(TransientUnit unit)
    {
        Run(options.SystemdRunPath, $"systemd-run {unit.Name}", TransientCommand.Words(unit));
        return new UnitJob(unit.Name, UnitVerb.Start, "");
    }

    public void Kill(string unit, string who, int signal) => Control(
        "kill", "--kill-who=" + who, "--signal=" + signal.ToString(CultureInfo.InvariantCulture), "--", unit);

    public void ResetFailed(string unit) => Control("reset-failed", "--", unit);

    public void Reload() => Control("daemon-reload");

    public void Link(IReadOnlyList<string> files) =>
        Control(["link", "--no-reload", "--force", "--quiet", "--", .. files]);

    public void Enable(IReadOnlyList<string> units) =>
        Control(["enable", "--no-reload", "--force", "--quiet", "--", .. units]);

    public void Disable(IReadOnlyList<string> units) =>
        Control(["disable", "--no-reload", "--quiet", "--", .. units]);

    public void Unmask(string unit)
    {
        Control("unmask", "--quiet", "--", unit);
        Control("unmask", "--runtime", "--quiet", "--", unit);
    }

    // Without a unit, systemctl shows systemd itself.
    public string SystemState()
    {
        const string name = "SystemState=";
        var line = Control("show", "--property=SystemState").Trim();
        return line.StartsWith(name, StringComparison.Ordinal)
            ? line[name.Length..]
            : throw SystemdException.Refused("systemctl show", null, "SystemState is not shown");
    }

    public ServiceEnd? EndOf(string unit)
    {
        var shown = Show(unit, "Result", "ActiveExitTimestampMonotonic", "ExecMainExitTimestampMonotonic");
        return shown.ContainsKey("ExecMainExitTimestampMonotonic")
            ? new(Text(shown, unit, "Result"), Moment(shown, unit, "ActiveExitTimestampMonotonic"),
                Moment(shown, unit, "ExecMainExitTimestampMonotonic"))
            : null;
    }

    public UnitStatus Status(string unit)
    {
        var shown = Show(unit, "LoadState", "ActiveState", "SubState", "MainPID");
        return new UnitStatus(
            Text(shown, unit, "LoadState"), Text(shown, unit, "ActiveState"), Text(shown, unit, "SubState"),
            UnitNames.IsService(unit) ? Number(shown, unit, "MainPID") : 0);
    }

    public IReadOnlyList<ListedUnit> ListUnits()
    {
        var units = new List<ListedUnit>();
        // A long list is cut, and its last line with it.
        var lines = Control("list-units", "--all", "--full", "--plain", "--no-legend").Split('\n')[..^1];
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 4) units.Add(new ListedUnit(words[0], new UnitStatus(words[1], words[2], words[3], 0)));
        }
        return units;
    }

    public UnitTrouble TroubleOf(string unit)
    {
        var shown = Show(unit, "LoadState", "LoadError", "ActiveState", "Result");
        // The name of the error, and its text in quotes; a unit without one shows none.
        var error = shown.GetValueOrDefault("LoadError", "").Split('"');
        return new UnitTrouble(
            Text(shown, unit, "LoadState"), error.Length > 1 ? error[1] : "", Text(shown, unit, "ActiveState"),
            shown.GetValueOrDefault("Result", ""), ExitOf(unit));
    }

    public MainExit? ExitOf(string unit)
    {
        var shown = Show(unit, "ExecMainCode", "ExecMainStatus", "ExecMainPID");
        // A unit that is not loaded shows none of them.
        if (shown.Count == 0 || Number(shown, unit, "ExecMainCode") is not (not 0 and var code)) return null;
        var (status, pid) = (Number(shown, unit, "ExecMainStatus"), Number(shown, unit, "ExecMainPID"));
        return MainExit.Of(code, status, pid);
    }

    public ulong ReadUInt64(string unit, string name)
    {
        var text = Text(Show(unit, name), unit, name);
        if (text == "infinity") return ulong.MaxValue;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw SystemdException.Refused($"systemctl show {unit}", null, $"{name} is shown as '{text}', which is no number");
    }

    public bool IsQueued(UnitJob job)
    {
        // Shown only while there is one.
        if (!Show(job.Unit, "Job").TryGetValue("Job", out var text) || text is "" or "0") return false;
        return job.Id is not { } id || text == id.ToString(CultureInfo.InvariantCulture);
    }

    private Dictionary<string, string> Show(string unit, params string[] names)
    {
        var shown = new Dictionary<string, string>();
        foreach (var line in Control("show", "--property=" + string.Join(',', names), "--", unit).Split('\n'))
        {
            var end = line.IndexOf('=', StringComparison.Ordinal);
            if (end > 0 && names.Contains(line[..end])) shown[line[..end]] = line[(end + 1)..].Trim();
        }
        return shown;
    }

    private static string Text(Dictionary<string, string> shown, string unit, string name) =>
        shown.TryGetValue(name, out var text)
            ? text
            : throw SystemdException.Refused($"systemctl show {unit}", null, $"{name} is not shown");

    private static int Number(Dictionary<string, string> shown, string unit, string name) =>
        int.TryParse(Text(shown, unit, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw SystemdException.Refused($"systemctl show {unit}", null, $"{name} is no number");

    private static ulong Moment(Dictionary<string, string> shown, string unit, string name) =>
        ulong.TryParse(Text(shown, unit, name), NumberStyles.None, CultureInfo.InvariantCulture, out var moment)
            ? moment
            : throw SystemdException.Refused($"systemctl show {unit}", null, $"{name} is no number");

    private string Control(params string[] words) =>
        Run(options.SystemctlPath, $"systemctl {words[0]} {words[^1]}", ["--no-pager", "--no-ask-password", .. words]);

    private string Run(string program, string call, IReadOnlyList<string> words)
    {
        var run = CommandRun.Start(program, words, options.CommandTimeMax);
        return run.Exit.IsSuccess ? run.Output : throw CommandFaults.Of(call, run);
    }
}
