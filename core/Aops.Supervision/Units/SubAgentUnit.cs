using System.Globalization;
using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Supervision.Launching;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Supervision.Units;

/// <summary>A specification as a transient unit.</summary>
internal static class SubAgentUnit
{
    private const ulong MicrosecondsOfPercent = 10_000;
    private const uint DefaultUmask = 18; // 0022

    /// <summary>Describes the unit. The supervisor alone decides on restarts; systemd never restarts it.</summary>
    public static TransientUnit Describe(SubAgentSpec spec, LaunchPlan plan, AopsLayout layout)
    {
        var log = new UnitProperty.Text(layout.SubAgentLog(spec.Name));
        var properties = new List<(string, UnitProperty)>
        {
            ("Description", new UnitProperty.Text($"aops sub-agent {spec.Name} {spec.Version}")),
            ("Type", new UnitProperty.Text(plan.IsForking ? "forking" : "exec")),
            // So that its exit status can be queried, even by a supervisor that was not running at the time.
            ("RemainAfterExit", new UnitProperty.Flag(true)),
            ("Slice", new UnitProperty.Text(UnitNames.Slice)),
            // Stops are in reverse order: a unit ends before those it depends on, and all end before the network.
            ("After", new UnitProperty.Words(
                ["network.target", .. spec.DependsOn.Select(UnitNames.OfSubAgent)])),
            // As for the pair's own units: another target does not affect a sub-agent, and rescue ends it.
            ("IgnoreOnIsolate", new UnitProperty.Flag(true)),
            ("Conflicts", new UnitProperty.Words(MachineEnd.RescueTargets)),
            ("Before", new UnitProperty.Words(MachineEnd.RescueTargets)),
            ("ExecStart", new UnitProperty.Command(plan.Program, plan.Arguments)),
            ("Environment", new UnitProperty.Words([.. Variables(plan)])),
            ("WorkingDirectory", new UnitProperty.Text(plan.Setup.WorkingDirectory)),
            ("UMask", new UnitProperty.Mode(spec.Umask is { } mask ? Convert.ToUInt32(mask, 8) : DefaultUmask)),
            ("IgnoreSIGPIPE", new UnitProperty.Flag(false)),
            ("StandardOutputFileToAppend", log),
            ("StandardErrorFileToAppend", log),
            ("KillSignal", new UnitProperty.Number(Signal.Parse(spec.Stop.Signal) ?? Signal.SIGTERM)),
            ("TimeoutStopUSec", Microseconds(spec.Stop.DeadlineSeconds)),
        };
        if (plan.PidFile is { } pidFile) properties.Add(("PIDFile", new UnitProperty.Text(pidFile)));
        if (plan.Setup.Account is { } account)
        {
            properties.Add(("User", Id(account.UserId)));
            properties.Add(("Group", Id(account.GroupId)));
        }
        if (spec.Nice != 0) properties.Add(("Nice", new UnitProperty.Number(spec.Nice)));
        if (spec.OomScoreAdjust != 0)
            properties.Add(("OOMScoreAdjust", new UnitProperty.Number(spec.OomScoreAdjust)));
        properties.AddRange(Limits(spec.Limits));
        if (spec.Sandbox is { } sandbox) properties.AddRange(Sandbox(sandbox, plan.DataDirectory));
        return new TransientUnit { Name = UnitNames.OfSubAgent(spec.Name), Properties = properties };
    }

    // systemd shows the environment of a unit to every user.
    private static IEnumerable<string> Variables(LaunchPlan plan) =>
        plan.Environment.Where(v => v.Key != SubAgentEnvironment.Mark).Select(v => $"{v.Key}={v.Value}");

    private static IEnumerable<(string, UnitProperty)> Limits(LimitSpec limits)
    {
        if (limits.MemoryMaxBytes > 0) yield return ("MemoryMax", Amount(limits.MemoryMaxBytes));
        if (limits.TasksMax > 0) yield return ("TasksMax", Amount(limits.TasksMax));
        if (limits.CpuQuotaPercent > 0)
        {
            yield return ("CPUQuotaPerSecUSec",
                new UnitProperty.Amount((ulong)limits.CpuQuotaPercent * MicrosecondsOfPercent));
        }
        if (limits.OpenFilesMax > 0)
        {
            yield return ("LimitNOFILE", Amount(limits.OpenFilesMax));
            yield return ("LimitNOFILESoft", Amount(limits.OpenFilesMax));
        }
    }

    private static IEnumerable<(string, UnitProperty)> Sandbox(SandboxSpec sandbox, string dataDirectory)
    {
        var on = new UnitProperty.Flag(true);
        if (sandbox.NoNewPrivileges) yield return ("NoNewPrivileges", on);
        if (sandbox.PrivateTmp) yield return ("PrivateTmp", on);
        if (sandbox.PrivateDevices) yield return ("PrivateDevices", on);
        if (sandbox.NoNetwork) yield return ("PrivateNetwork", on);
        if (sandbox.NoHome) yield return ("ProtectHome", new UnitProperty.Text("yes"));
        if (sandbox.ReadOnlySystem)
        {
            yield return ("ProtectSystem", new UnitProperty.Text("strict"));
            yield return ("ReadWritePaths", new UnitProperty.Words([dataDirectory]));
        }
    }

    private static UnitProperty.Amount Amount(long value) => new((ulong)value);

    private static UnitProperty.Amount Microseconds(int seconds) => new((ulong)seconds * 1_000_000);

    private static UnitProperty.Text Id(uint number) => new(number.ToString(CultureInfo.InvariantCulture));
}
