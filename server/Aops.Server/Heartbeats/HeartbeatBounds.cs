using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Reading;
using Aops.Native.Programs;
using Aops.Server.Agents;

namespace Aops.Server.Heartbeats;

/// <summary>Enforces the server's limits on a heartbeat: long values are cut, invalid ones are dropped.</summary>
/// <remarks>
/// Faults of sub-agents are put among those of their host here, so that whatever counts, lists or finds those has these, too.
/// </remarks>
internal static class HeartbeatBounds
{
    /// <summary>Interval that is assumed if an agent reports none, in seconds.</summary>
    public const int IntervalSecondsDefault = 30;

    private const int NotesMax = 16;

    /// <summary>Enforces the limits.</summary>
    /// <param name="request">The heartbeat.</param>
    /// <param name="agent">The sender.</param>
    /// <param name="notes">
    /// What was dropped before; reported among the faults of the result, with what is dropped here.
    /// </param>
    public static HeartbeatRequest Fit(HeartbeatRequest request, AgentCredential agent, PartFaults? notes = null)
    {
        notes ??= new PartFaults();
        var inventory = Fit(request.Inventory, notes);
        var seconds = Within(request.IntervalSeconds, notes);
        var host = Fit(request.Host, agent, notes);
        var subAgents = Fit(request.SubAgents, notes);
        return request with
        {
            Inventory = inventory,
            Sequence = Math.Max(0, request.Sequence),
            Revision = Math.Max(0, request.Revision),
            History = Names.IsValid(request.History) ? request.History : null,
            HoldSeconds = Math.Max(0, request.HoldSeconds),
            IntervalSeconds = seconds,
            Host = host,
            SubAgents = subAgents,
            // The last, as it tells of what was left out of the others.
            Agent = Fit(request.Agent, subAgents, notes),
        };
    }

    private static int Within(int seconds, PartFaults notes)
    {
        if (seconds is >= 1 and <= ServerLimits.IntervalSecondsMax) return seconds;
        notes.Add($"intervalSeconds, which is not from 1 to {ServerLimits.IntervalSecondsMax}");
        return IntervalSecondsDefault;
    }

    private static Dictionary<string, string>? Fit(IReadOnlyDictionary<string, string>? inventory, PartFaults notes)
    {
        if (inventory is null) return null;
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (section, hash) in inventory)
        {
            if (Names.IsValid(section) && InventoryHash.IsValid(hash) && named.Count < InventoryLimits.SectionsMax)
                named[section] = hash;
            else notes.Add($"inventory.{ShownText.Of(section)}");
        }
        return named;
    }

    private static HostInfo Fit(HostInfo host, AgentCredential agent, PartFaults notes)
    {
        var hasName = HeartbeatValidator.IsHostname(host.Hostname);
        if (!hasName) notes.Add("host.hostname");
        // An invalid machine id cannot reveal a clone; the token has identified the agent.
        var hasMachine = HeartbeatValidator.IsMachineId(host.MachineId);
        if (!hasMachine) notes.Add("host.machineId");
        var isWithin = hasName && hasMachine && IsShort(host.Os) && IsShort(host.Kernel) && IsShort(host.Architecture)
            && IsShort(host.ServiceManager);
        return isWithin ? host : host with
        {
            Hostname = hasName ? host.Hostname : agent.Hostname,
            MachineId = hasMachine ? host.MachineId : agent.MachineId,
            Os = PlainText.Cut(host.Os, HeartbeatValidator.HostTextCharsMax),
            Kernel = PlainText.Cut(host.Kernel, HeartbeatValidator.HostTextCharsMax),
            Architecture = PlainText.Cut(host.Architecture, HeartbeatValidator.HostTextCharsMax),
            ServiceManager = PlainText.Cut(host.ServiceManager, HeartbeatValidator.HostTextCharsMax),
        };
    }

    private static bool IsShort(string? text) => text is null || text.Length <= HeartbeatValidator.HostTextCharsMax;

    private static AgentStatus Fit(AgentStatus suite, IReadOnlyList<SubAgentStatus> subAgents, PartFaults notes)
    {
        var hasFault = subAgents.Any(subAgent => subAgent.Fault is not null);
        if (notes.IsEmpty && !hasFault && IsWithin(suite)) return suite;
        if (!Names.IsValid(suite.Version)) notes.Add("agent.version");
        if (suite.Faults.Count > ServerLimits.FaultsMax) notes.Add($"agent.faults beyond the first {ServerLimits.FaultsMax}");
        var told = notes.ToList().Take(NotesMax).Select(note => $"the server left out of the heartbeat: {note}").ToList();
        var own = suite.Faults.OfType<string>().Take(ServerLimits.FaultsMax - told.Count)
            .Select(fault => PlainText.Cut(fault, ServerLimits.TextCharsMax));
        // The server's own sentences first, so that the limit does not cut them off.
        var faults = SubAgentFaults.Join([.. told, .. own], subAgents).Take(ServerLimits.FaultsMax);
        return suite with
        {
            Version = Names.IsValid(suite.Version) ? suite.Version : "unknown",
            SpaVersion = Names.IsValid(suite.SpaVersion) ? suite.SpaVersion : null,
            Upgrade = Fit(suite.Upgrade),
            Paused = PlainText.Cut(suite.Paused, ServerLimits.TextCharsMax),
            Hold = suite.Hold is { } hold
                ? hold with
                {
                    Reason = PlainText.Cut(hold.Reason, Limits.HoldReasonCharsMax),
                    By = PlainText.Cut(hold.By, ServerLimits.TextCharsMax),
                }
                : null,
            Faults = [.. faults.Select(fault => PlainText.Cut(fault, ServerLimits.TextCharsMax))],
        };
    }

    private static bool IsWithin(AgentStatus suite) =>
        Names.IsValid(suite.Version) && (suite.SpaVersion is null || Names.IsValid(suite.SpaVersion))
        && suite is { Upgrade: null, Paused: null, Faults.Count: 0 };

    private static IReadOnlyList<SubAgentStatus> Fit(IReadOnlyList<SubAgentStatus> subAgents, PartFaults notes)
    {
        if (IsWithin(subAgents)) return subAgents;
        var fitted = new List<SubAgentStatus>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, subAgent) in subAgents.Index())
        {
            var field = $"subAgents[{index}]";
            // The nullable annotations do not hold for elements of deserialized lists, which may be null.
            if (subAgent is null || !Names.IsValid(subAgent.Name)) notes.Add($"{field}, which has no valid name");
            else if (!names.Add(subAgent.Name)) notes.Add($"{field}, as {subAgent.Name} is there twice");
            else if (fitted.Count >= Limits.SubAgentsMax) notes.Add($"{field}, which is one too many");
            else fitted.Add(Fit(subAgent, notes));
        }
        return fitted;
    }

    // What most agents tell: a few sub-agents of different names, without faults and reports.
    private static bool IsWithin(IReadOnlyList<SubAgentStatus> subAgents)
    {
        const int fewMax = 8;
        if (subAgents.Count > fewMax) return false;
        for (var i = 0; i < subAgents.Count; i++)
        {
            if (subAgents[i] is not { Report: null, Fault: null, LastExit: null, Upgrade: null } subAgent
                || !Names.IsValid(subAgent.Name) || (subAgent.Version is not null && !Names.IsValid(subAgent.Version)))
            {
                return false;
            }
            for (var j = 0; j < i; j++)
            {
                if (subAgents[j].Name == subAgent.Name) return false;
            }
        }
        return true;
    }

    private static SubAgentStatus Fit(SubAgentStatus subAgent, PartFaults notes)
    {
        var report = ReportBounds.FaultOf(subAgent.Report);
        if (report is not null) notes.Add($"the report of {subAgent.Name}, which {report}");
        return subAgent with
        {
            Version = Names.IsValid(subAgent.Version) ? subAgent.Version : null,
            LastExit = PlainText.Cut(subAgent.LastExit, ServerLimits.TextCharsMax),
            Fault = PlainText.Cut(subAgent.Fault, ServerLimits.TextCharsMax),
            Upgrade = Fit(subAgent.Upgrade),
            Report = report is null ? subAgent.Report : null,
        };
    }

    private static UpgradeReport? Fit(UpgradeReport? upgrade) => upgrade is null ? null : upgrade with
    {
        From = PlainText.Cut(upgrade.From, Limits.NameCharsMax),
        To = PlainText.Cut(upgrade.To, Limits.NameCharsMax),
        Reason = PlainText.Cut(upgrade.Reason, ServerLimits.TextCharsMax),
    };
}
