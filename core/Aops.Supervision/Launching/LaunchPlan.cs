using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Processes;

namespace Aops.Supervision.Launching;

/// <summary>Everything that is needed to start one sub-agent, computed once.</summary>
internal sealed record LaunchPlan
{
    // This process never changes it. After a fault, as without a descriptor, it is read again.
    private static readonly Lazy<int> OwnUmask = new(ReadUmask, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The program, absolute.</summary>
    public required string Program { get; init; }

    /// <summary>All arguments, the program's own name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The set-up.</summary>
    public required ChildSetupPlan Setup { get; init; }

    /// <summary>Whether the program leaves a daemon behind and exits.</summary>
    public bool IsForking { get; init; }

    /// <summary>The file to which that daemon writes its pid, absolute; null if it writes none.</summary>
    public string? PidFile { get; init; }

    /// <summary>Directory for the sub-agent's own state; created before the start.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where its output goes.</summary>
    public required string LogFile { get; init; }

    /// <summary>Whether the launcher must perform the set-up, because posix_spawn alone cannot.</summary>
    public bool NeedsLauncher =>
        !Setup.IsOnlyDirectory || !Spawn.CanChangeDirectory || !ServiceDefaults.AreUnchanged;

    /// <summary>Makes a plan.</summary>
    /// <param name="spec">The specification; must be valid.</param>
    /// <param name="slotDirectory">The slot that contains the package.</param>
    /// <param name="layout">Where the rest lies.</param>
    /// <param name="whyNot">Returns why a control group cannot enforce a limit here; null if it can.</param>
    /// <exception cref="StartException">
    /// A user, group or variable does not exist, or a limit cannot be applied here.
    /// </exception>
    public static LaunchPlan Make(
        SubAgentSpec spec, string slotDirectory, AopsLayout layout, Func<GroupLimit, string?> whyNot)
    {
        var data = DataOf(layout, spec.Name);
        var setup = MakeSetup(spec, slotDirectory, whyNot);
        var environment = new Dictionary<string, string> { ["PATH"] = LoginEnvironment.SearchPath };
        if (setup.Account is { } account) LoginEnvironment.Add(environment, account);
        foreach (var (name, value) in spec.Env) environment[name] = value;
        // Set last, so that the specification cannot override them: they identify the sub-agent's processes.
        environment[SubAgentEnvironment.Name] = spec.Name;
        environment[SubAgentEnvironment.Version] = spec.Version;
        environment[SubAgentEnvironment.StateDirectory] = data;
        environment[SubAgentEnvironment.ReportFile] = ReportFileOf(layout, spec.Name);

        CheckProbe(spec.Readiness, environment, "readiness");
        CheckProbe(spec.Liveness, environment, "liveness");
        var program = Path.Combine(slotDirectory, spec.Exec);
        return new LaunchPlan
        {
            Program = program,
            Arguments = [program, .. spec.Args.Select(a => VariableExpander.Expand(a, environment, "args"))],
            Environment = environment,
            DataDirectory = data,
            LogFile = layout.SubAgentLog(spec.Name),
            IsForking = spec.Type == ProcessType.Forking,
            PidFile = spec.PidFile is { } pidFile ? VariableExpander.Expand(pidFile, environment, "pidFile") : null,
            Setup = setup,
        };
    }

    /// <summary>
    /// The plan of a probe's command: the sub-agent's user, environment and directory, without limits, which apply
    /// to the sub-agent itself.
    /// </summary>
    /// <param name="command">The program, absolute, and its arguments.</param>
    public LaunchPlan ForCheck(IReadOnlyList<string> command) => this with
    {
        Program = command[0],
        Arguments = command,
        IsForking = false,
        Setup = new ChildSetupPlan
        {
            WorkingDirectory = Setup.WorkingDirectory, Account = Setup.Account, Umask = Setup.Umask,
        },
    };

    /// <summary>The plan with one more variable.</summary>
    public LaunchPlan WithVariable(string name, string value) =>
        this with { Environment = new Dictionary<string, string>(Environment) { [name] = value } };

    /// <summary>Folder of a sub-agent's own state.</summary>
    public static string DataOf(AopsLayout layout, string name) => Path.Combine(layout.SubAgent(name), "data");

    /// <summary>The file by which a sub-agent reports of itself.</summary>
    public static string ReportFileOf(AopsLayout layout, string name) =>
        Path.Combine(DataOf(layout, name), "report.json");

    // A probe that refers to a missing variable must fail the start, not the probe.
    private static void CheckProbe(ProbeSpec? probe, Dictionary<string, string> environment, string field)
    {
        if (probe is null) return;
        foreach (var text in new[] { probe.Url, probe.Address, probe.Path }.Concat(probe.Command))
            VariableExpander.Expand(text ?? "", environment, field);
    }

    private static ChildSetupPlan MakeSetup(SubAgentSpec spec, string slotDirectory, Func<GroupLimit, string?> whyNot)
    {
        if (spec.Limits.CpuQuotaPercent > 0 && whyNot(GroupLimit.Cpu) is { } noCpu)
        {
            throw new StartException(
                $"limits.cpuQuotaPercent: {spec.Limits.CpuQuotaPercent} cannot be applied: {noCpu}");
        }
        var account = spec.User is null && spec.Group is null ? null : UnixAccount.Find(spec.User, spec.Group);
        var noTasks = spec.Limits.TasksMax > 0 ? whyNot(GroupLimit.Tasks) : null;
        // RLIMIT_NPROC is used instead, but it counts per user and does not limit root.
        if (noTasks is not null && (account?.UserId ?? CurrentUser.EffectiveId) == 0)
        {
            throw new StartException(
                $"limits.tasksMax: {spec.Limits.TasksMax} cannot be applied to root: {noTasks}; set user");
        }
        return new ChildSetupPlan
        {
            WorkingDirectory = spec.WorkingDirectory ?? slotDirectory,
            Account = account,
            Umask = UmaskOf(spec),
            Nice = spec.Nice,
            OomScoreAdjust = spec.OomScoreAdjust,
            OpenFilesMax = spec.Limits.OpenFilesMax,
            TasksMax = noTasks is null ? 0 : spec.Limits.TasksMax,
        };
    }

    // The documented default is 0022; if this process has it, a child inherits it.
    private static int? UmaskOf(SubAgentSpec spec)
    {
        const int promised = 18;
        var mask = spec.Umask is { } text ? Convert.ToInt32(text, 8) : promised;
        return mask == OwnUmask.Value ? null : mask;
    }

    private static int ReadUmask()
    {
        // umask(2) reads the mask only by changing it, which would affect other threads.
        const string field = "Umask:";
        var line = File.ReadLines("/proc/self/status")
            .FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
        return line is null ? -1 : Convert.ToInt32(line[field.Length..].Trim(), 8);
    }
}
