using Aops.AgentService.Installed;
using Aops.AgentService.Pair;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Crypto;
using Aops.Native.Processes;

namespace Aops.AgentService.Status;

/// <summary>
/// Combines the answers of both members with what the kernel shows, and derives the state of the suite.
/// </summary>
internal static class StatusReader
{
    /// <summary>Reads the state of a root; never throws.</summary>
    internal static async Task<StatusReport> ReadAsync(ServiceContext context, CancellationToken cancellationToken)
    {
        var spmAsked = StatusProbe.AskAsync(context.Layout, Role.Spm, cancellationToken);
        var spaAsked = StatusProbe.AskAsync(context.Layout, Role.Spa, cancellationToken);
        var (spm, spa) = (await spmAsked, await spaAsked);
        var processes = ProcessScan.Find(context.Layout);
        return Judge(context, spm, spa, processes);
    }

    /// <summary>Derives the state from what was read.</summary>
    internal static StatusReport Judge(
        ServiceContext context, StatusProbe spm, StatusProbe spa, IReadOnlyList<PairProcess> processes)
    {
        var layout = context.Layout;
        var best = spm.Reply ?? spa.Reply;
        var manager = context.Managers.Actual().Name;
        var report = new StatusReport
        {
            Root = layout.Root,
            State = SuiteState.Healthy,
            ServiceManager = manager,
            Version = spm.Version ?? spa.Version,
            AgentId = best?.AgentId ?? IdentityFile.TryRead(layout)?.AgentId,
            Endpoint = best?.HeartbeatServer ?? TryEndpoint(layout),
            Connection = spm.Reply?.Agent.Connection,
            Spm = Half(Role.Spm, spm, processes, spa.Reply?.PeerRevivals ?? 0),
            Spa = Half(Role.Spa, spa, processes, spm.Reply?.PeerRevivals ?? 0),
            LastHeartbeatAt = spm.Reply?.LastHeartbeatAt,
            HeartbeatFault = spm.Reply?.HeartbeatFault,
            Revision = spm.Reply?.Revision ?? 0,
            Upgrade = best?.Agent.Upgrade,
            Paused = spm.Reply?.Agent.Paused,
            Hold = spm.Reply?.Agent.Hold,
            SubAgents = spm.Reply?.SubAgents ?? [],
        };
        if (!report.Spm.Running && !report.Spa.Running && (spm.IsDenied || spa.IsDenied))
        {
            return report with
            {
                State = SuiteState.Unknown,
                Faults = [$"this user may not ask on {layout.Socket(Role.Spm)} and {layout.Socket(Role.Spa)}; run this as root"],
            };
        }
        var units = new UnitView(context, manager);
        var faults = units.FindFaults().Concat(Faults(layout, report, spm, spa, units)).Distinct().ToList();
        return report with { Faults = faults, State = State(layout, report, faults) };
    }

    private static SuiteState State(AopsLayout layout, StatusReport report, List<string> faults)
    {
        if (report.Spm.Running || report.Spa.Running)
        {
            if (faults.Count > 0) return SuiteState.Unhealthy;
            return report.Paused is null ? SuiteState.Healthy : SuiteState.Paused;
        }
        return IsInstalled(layout) ? SuiteState.Stopped : SuiteState.NotInstalled;
    }

    private static bool IsInstalled(AopsLayout layout) =>
        File.Exists(layout.LauncherProgram) || File.Exists(layout.Journal);

    private static MemberReport Half(
        Role role, StatusProbe answer, IReadOnlyList<PairProcess> processes, int revivals)
    {
        var process = processes.FirstOrDefault(p => p.Role == role);
        var agent = answer.Reply?.Agent;
        var pid = process?.Process.Pid ?? (role == Role.Spm ? agent?.SpmPid : agent?.SpaPid);
        return new()
        {
            Running = process is not null || answer.Reply is not null,
            Answers = answer.Reply is not null,
            Pid = pid is 0 ? null : pid,
            Version = answer.Version,
            RssBytes = pid is > 0 ? ProcStat.TryRead(pid.Value)?.RssBytes ?? 0 : 0,
            StartedAt = agent?.StartedAt,
            Revivals = revivals,
        };
    }

    private static IEnumerable<string> Faults(
        AopsLayout layout, StatusReport report, StatusProbe spm, StatusProbe spa, UnitView units)
    {
        var isDown = !report.Spm.Running && !report.Spa.Running;
        if (isDown && (units.IsNone || File.Exists(layout.StopMarker) || !IsInstalled(layout))) yield break;
        foreach (var (role, member, answer) in new[]
                 {
                     (Role.Spm, report.Spm, spm), (Role.Spa, report.Spa, spa),
                 })
        {
            if (!member.Running)
                yield return $"{role.ProgramName()} does not run{ReasonOf(role)}{units.WhyDown(role)}";
            else if (!member.Answers)
                yield return answer.Fault ?? $"{role.ProgramName()} (pid {member.Pid}) does not listen on its socket";
        }
        if (isDown) yield break;
        if (File.Exists(layout.StopMarker))
            yield return $"{layout.StopMarker} is there, so nothing that dies is revived; 'start' takes it away";
        if (report.HeartbeatFault is { } heartbeat)
            yield return $"heartbeat: {heartbeat}";
        else if (spm.Reply is { LastHeartbeatAt: null })
            yield return "heartbeat: none was accepted yet";
        foreach (var fault in spm.Reply?.Agent.Faults ?? [])
            yield return fault;
        // It is over once the version that runs is ordered.
        if (report.Upgrade is { Phase: UpgradePhase.Failed or UpgradePhase.RolledBack } upgrade
            && (report.Version is null || OrderedVersion.Of(layout) != report.Version))
        {
            yield return HinderedUpgrade.TellRefused(upgrade.To, upgrade.Reason ?? "failed");
        }
        foreach (var agent in report.SubAgents)
        {
            // What is stopped, or is being stopped, is not expected to be ready, and how it ended is no fault: one that
            // waits to be started, or is stopped for a fault, says so.
            var isReady = agent.Ready != false || agent.State is ProcessState.Stopped or ProcessState.Stopping;
            // A running sub-agent has a fault if a setting of the server was not applied.
            if (agent.State is ProcessState.Failed or ProcessState.Backoff
                || !isReady || agent.Fault is not null)
                yield return SubAgentFaults.Tell(agent.Name, agent.Fault ?? agent.LastExit ?? "is not ready");
        }
    }

    // Without OpenSSL spm logs this fault at each start and ends.
    private static string ReasonOf(Role role) =>
        role == Role.Spm && OpenSsl.FindFault() is { } fault ? $": {fault}" : "";

    private static string? TryEndpoint(AopsLayout layout) => File.Exists(layout.Conf)
        ? SettingsFile.Read(layout.Conf).Settings.HeartbeatServer?.GetLeftPart(UriPartial.Authority)
        : null;
}
