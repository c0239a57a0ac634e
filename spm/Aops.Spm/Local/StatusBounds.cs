using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Native.Programs;

namespace Aops.Spm.Local;

/// <summary>
/// Bounds the status of this host to what a server and the local socket accept, however many faults and
/// sub-agents there are and whatever they report. A note stands in the place of what is left out. Pure.
/// </summary>
internal static class StatusBounds
{
    // Room for the host, the suite and its faults if every character of a short text is escaped.
    private const int RestBytes = 256 * 1024;
    private const int ShortTextChars = 256;

    /// <summary>Bounds the suite's part of the status.</summary>
    public static AgentStatus Fit(AgentStatus agent)
    {
        var charsMax = agent.Faults.Count > 0 && agent.Faults.Sum(f => (long)f.Length) > RestBytes / 8
            ? ShortTextChars
            : Limits.TextCharsMax;
        var faults = agent.Faults.Take(Limits.FaultsMax).Select(f => PlainText.Cut(f, charsMax)).ToList();
        if (agent.Faults.Count > Limits.FaultsMax)
        {
            faults[^1] = $"{agent.Faults.Count - Limits.FaultsMax + 1} more faults are left out; the log of aops-spm "
                + "names them";
        }
        return agent with { Faults = faults, Upgrade = Fit(agent.Upgrade, Limits.TextCharsMax) };
    }

    /// <summary>Bounds the list of sub-agents.</summary>
    /// <param name="bytesMax">Most bytes of the serialized message.</param>
    public static IReadOnlyList<SubAgentStatus> Fit(IReadOnlyList<SubAgentStatus> all, int bytesMax)
    {
        var room = bytesMax - RestBytes;
        var fitted = all.Take(Limits.SubAgentsMax).Select(s => Fit(s, Limits.TextCharsMax)).ToList();
        if (Sum(fitted) <= room) return fitted;
        LeaveOutReports(fitted, room);
        if (Sum(fitted) <= room) return fitted;
        fitted = [.. fitted.Select(s => Fit(s, ShortTextChars))];
        return Sum(fitted) <= room ? fitted : [.. fitted.Select(Bare)];
    }

    // Leaves out the largest reports first, so that the others still fit.
    private static void LeaveOutReports(List<SubAgentStatus> all, int room)
    {
        var excess = Sum(all) - room;
        foreach (var (index, bytes) in all.Select((s, i) => (Index: i, Bytes: s.Report is null ? 0 : Length(s)))
            .Where(s => s.Bytes > 0).OrderByDescending(s => s.Bytes).ToList())
        {
            if (excess <= 0) return;
            const string fault = "its report is left out: those of all sub-agents together are longer than a heartbeat";
            all[index] = all[index] with { Report = null, Fault = all[index].Fault ?? fault };
            excess -= bytes - Length(all[index]);
        }
    }

    private static SubAgentStatus Fit(SubAgentStatus status, int charsMax) => status with
    {
        Fault = PlainText.Cut(status.Fault, charsMax),
        LastExit = PlainText.Cut(status.LastExit, charsMax),
        Upgrade = Fit(status.Upgrade, charsMax),
    };

    private static SubAgentStatus Bare(SubAgentStatus status) => new()
    {
        Name = status.Name, Version = status.Version, State = status.State, Since = status.Since, Pid = status.Pid,
    };

    private static UpgradeReport? Fit(UpgradeReport? upgrade, int charsMax) => upgrade is null ? null : upgrade with
    {
        From = PlainText.Cut(upgrade.From, Limits.NameCharsMax),
        To = PlainText.Cut(upgrade.To, Limits.NameCharsMax),
        Reason = PlainText.Cut(upgrade.Reason, charsMax),
    };

    private static long Sum(List<SubAgentStatus> all) => all.Sum(s => (long)Length(s));

    private static int Length(SubAgentStatus status) =>
        JsonSerializer.SerializeToUtf8Bytes(status, ContractsJson.Default.SubAgentStatus).Length + 1;
}
