using System.Globalization;

namespace Aops.Supervision.Launching;

/// <summary>The steps of a child between its start and its exec. Passed as arguments of the launcher.</summary>
public sealed record ChildSetupPlan
{
    private const string GroupOption = "--control-group";
    private const string EnvironmentOption = "--environment";
    private const string PassedWord = "passed";

    /// <summary>User, group and groups to become, or null.</summary>
    public UnixAccount? Account { get; init; }

    /// <summary>File mode creation mask, or null.</summary>
    public int? Umask { get; init; }

    /// <summary>Nice value; 0 leaves it.</summary>
    public int Nice { get; init; }

    /// <summary><c>oom_score_adj</c>; 0 leaves it.</summary>
    public int OomScoreAdjust { get; init; }

    /// <summary>Open files; 0 leaves them.</summary>
    public long OpenFilesMax { get; init; }

    /// <summary>Processes and threads of the user; 0 leaves them.</summary>
    public long TasksMax { get; init; }

    /// <summary>Folders of the control groups that are entered.</summary>
    public IReadOnlyList<string> ControlGroups { get; init; } = [];

    /// <summary>
    /// Whether the program's environment arrives in a pipe (<see cref="Aops.Native.Processes.EnvironmentPipe"/>).
    /// An older spm does not use one: then the launcher's own environment is the program's.
    /// </summary>
    public bool IsEnvironmentPassed { get; init; }

    /// <summary>Working directory.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Whether only a working directory is set.</summary>
    public bool IsOnlyDirectory => this == new ChildSetupPlan { WorkingDirectory = WorkingDirectory };

    /// <summary>Writes the plan as arguments; the program and its own arguments follow.</summary>
    public List<string> ToArguments()
    {
        var arguments = new List<string>();
        void Add(string name, string value) => arguments.AddRange([name, value]);
        foreach (var group in ControlGroups) Add(GroupOption, group);
        if (OpenFilesMax > 0) Add("--open-files", Text(OpenFilesMax));
        if (TasksMax > 0) Add("--tasks", Text(TasksMax));
        if (OomScoreAdjust != 0) Add("--oom-score-adjust", Text(OomScoreAdjust));
        if (Nice != 0) Add("--nice", Text(Nice));
        if (Umask is { } umask) Add("--umask", Text(umask));
        if (Account is { } account)
        {
            Add("--user", Text(account.UserId));
            Add("--group", Text(account.GroupId));
            Add("--groups", string.Join(',', account.Groups.Select(g => Text(g))));
        }
        if (IsEnvironmentPassed) Add(EnvironmentOption, PassedWord);
        Add("--directory", WorkingDirectory);
        arguments.Add("--");
        return arguments;
    }

    /// <summary>Reads what <see cref="ToArguments"/> wrote.</summary>
    /// <param name="program">Receives the program and its own arguments, all behind <c>--</c>.</param>
    /// <exception cref="FormatException">An argument is not one of those.</exception>
    public static ChildSetupPlan Parse(ReadOnlySpan<string> arguments, out string[] program)
    {
        var values = new Dictionary<string, string>();
        var groupsEntered = new List<string>();
        var i = 0;
        for (; i + 1 < arguments.Length && arguments[i] != "--"; i += 2)
        {
            if (arguments[i] == GroupOption) groupsEntered.Add(arguments[i + 1]);
            else values[arguments[i]] = arguments[i + 1];
        }
        if (i >= arguments.Length - 1 || !values.Remove("--directory", out var directory))
            throw new FormatException("child: needs --directory PATH … -- PROGRAM …");
        program = arguments[(i + 1)..].ToArray();

        long Number(string name) =>
            values.Remove(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        var plan = new ChildSetupPlan
        {
            WorkingDirectory = directory,
            IsEnvironmentPassed = values.Remove(EnvironmentOption, out var environment)
                && (environment == PassedWord
                    ? true
                    : throw new FormatException($"child: {EnvironmentOption} {environment} is not known to this version")),
            ControlGroups = groupsEntered,
            OpenFilesMax = Number("--open-files"),
            TasksMax = Number("--tasks"),
            OomScoreAdjust = (int)Number("--oom-score-adjust"),
            Nice = (int)Number("--nice"),
            Umask = values.ContainsKey("--umask") ? (int)Number("--umask") : null,
            Account = values.Remove("--groups", out var groups)
                ? new((uint)Number("--user"), (uint)Number("--group"), ParseGroups(groups))
                : null,
        };
        return values.Count == 0
            ? plan
            : throw new FormatException($"child: {values.Keys.First()} is not known to this version");
    }

    private static uint[] ParseGroups(string text) =>
        [
            .. text.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(g => uint.Parse(g, CultureInfo.InvariantCulture)),
        ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
