using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Server.Agents;

namespace Aops.Server.Heartbeats;

/// <summary>Brings a heartbeat within the bounds of the server: what is longer is cut, what is no value is left out.</summary>
internal static class HeartbeatBounds
{
    /// <summary>What an agent is taken to be set to that does not say it.</summary>
    public const int IntervalSecondsDefault = 30;

    private const int NotesMax = 16;

    /// <summary>Brings a heartbeat within the bounds.</summary>
    /// <param name="request">The heartbeat.</param>
    /// <param name="agent">Who sends it.</param>
    /// <param name="notes">What was left out already; told among the faults of the result, with what is left out here.</param>
    public static HeartbeatRequest Fit(HeartbeatRequest request, AgentCredential agent, PartFaults? notes = null)
    {
        notes ??= new PartFaults();
        var fitted = request with
        {
            Sequence = Math.Max(0, request.Sequence),
            Revision = Math.Max(0, request.Revision),
            HoldSeconds = Math.Max(0, request.HoldSeconds),
            IntervalSeconds = Within(request.IntervalSeconds, notes),
            Host = Fit(request.Host, agent, notes),
            SubAgents = Fit(request.SubAgents, notes),
        };
        return fitted with { Agent = Fit(request.Agent, notes) };
    }

    private static int Within(int seconds, PartFaults notes)
    {
        if (seconds is >= 1 and <= ServerLimits.IntervalSecondsMax) return seconds;
        notes.Add($"intervalSeconds, which is not from 1 to {ServerLimits.IntervalSecondsMax}");
        return IntervalSecondsDefault;
    }

    private static HostInfo Fit(HostInfo host, AgentCredential agent, PartFaults notes)
    {
        var hasName = HeartbeatValidator.IsHostname(host.Hostname);
        if (!hasName) notes.Add("host.hostname");
        // One that is none cannot tell a clone: the token has said who this is.
        var hasMachine = HeartbeatValidator.IsMachineId(host.MachineId);
        if (!hasMachine) notes.Add("host.machineId");
        return host with
        {
            Hostname = hasName ? host.Hostname : agent.Hostname,
            MachineId = hasMachine ? host.MachineId : agent.MachineId,
            Os = PlainText.Cut(host.Os, HeartbeatValidator.HostTextCharsMax),
            Kernel = PlainText.Cut(host.Kernel, HeartbeatValidator.HostTextCharsMax),
            Architecture = PlainText.Cut(host.Architecture, HeartbeatValidator.HostTextCharsMax),
            ServiceManager = PlainText.Cut(host.ServiceManager, HeartbeatValidator.HostTextCharsMax),
        };
    }

    private static AgentStatus Fit(AgentStatus suite, PartFaults notes)
    {
        if (!Names.IsValid(suite.Version)) notes.Add("agent.version");
        if (suite.Faults.Count > ServerLimits.FaultsMax) notes.Add($"agent.faults beyond the first {ServerLimits.FaultsMax}");
        var told = notes.ToList().Take(NotesMax).Select(note => $"the server left out of the heartbeat: {note}").ToList();
        return suite with
        {
            Version = Names.IsValid(suite.Version) ? suite.Version : "unknown",
            SpaVersion = Names.IsValid(suite.SpaVersion) ? suite.SpaVersion : null,
            Upgrade = Fit(suite.Upgrade),
            // The server's own sentences first: they must not fall to the bound.
            Faults =
            [
                .. told,
                .. suite.Faults.OfType<string>().Take(ServerLimits.FaultsMax - told.Count)
                    .Select(fault => PlainText.Cut(fault, ServerLimits.TextCharsMax)),
            ],
        };
    }

    private static List<SubAgentStatus> Fit(IReadOnlyList<SubAgentStatus> subAgents, PartFaults notes)
    {
        var fitted = new List<SubAgentStatus>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, subAgent) in subAgents.Index())
        {
            var field = $"subAgents[{index}]";
            // A null within a list passes the annotations of the contract.
            if (subAgent is null || !Names.IsValid(subAgent.Name)) notes.Add($"{field}, which has no valid name");
            else if (!names.Add(subAgent.Name)) notes.Add($"{field}, as {subAgent.Name} is there twice");
            else if (fitted.Count >= Limits.SubAgentsMax) notes.Add($"{field}, which is one too many");
            else fitted.Add(Fit(subAgent, notes));
        }
        return fitted;
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
