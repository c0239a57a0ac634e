using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Server.Http;

namespace Aops.Server.Heartbeats;

/// <summary>Bounds of what agents send. Every fault is reported at once.</summary>
internal static class HeartbeatValidator
{
    private const int MachineIdCharsMax = 128;

    /// <summary>Checks a heartbeat.</summary>
    public static FieldErrors Validate(HeartbeatRequest request)
    {
        var errors = ValidateHost(request.Host);
        Require(errors, request.Sequence >= 0, "sequence", "must not be negative");
        Require(errors, request.Revision >= 0, "revision", "must not be negative");
        Require(errors, request.HoldSeconds >= 0, "holdSeconds", "must not be negative");
        Require(errors, request.IntervalSeconds is >= 1 and <= ServerLimits.IntervalSecondsMax,
            "intervalSeconds", $"must be from 1 to {ServerLimits.IntervalSecondsMax}");
        Require(errors, Names.IsValid(request.Agent.Version), "agent.version", $"a version has {Names.Rule}");
        Require(errors, request.Agent.Faults.Count <= ServerLimits.FaultsMax,
            "agent.faults", $"at most {ServerLimits.FaultsMax} faults are accepted");
        Require(errors, request.Agent.Faults.All(fault => fault is { Length: <= ServerLimits.TextCharsMax }),
            "agent.faults", $"a fault has at most {ServerLimits.TextCharsMax} characters");
        ValidateUpgrade(errors, "agent.upgrade", request.Agent.Upgrade);
        ValidateSubAgents(errors, request.SubAgents);
        return errors;
    }

    /// <summary>Checks a registration.</summary>
    public static FieldErrors Validate(RegisterRequest request)
    {
        var errors = ValidateHost(request.Host);
        Require(errors, request.AgentId is null || Names.IsValid(request.AgentId),
            "agentId", $"an id has {Names.Rule}");
        Require(errors, Names.IsValid(request.AgentVersion), "agentVersion", $"a version has {Names.Rule}");
        return errors;
    }

    private static FieldErrors ValidateHost(HostInfo host)
    {
        var errors = new FieldErrors();
        Require(errors, host.Hostname.Length is > 0 and <= 255 && !host.Hostname.Any(char.IsControl),
            "host.hostname", "must have 1 to 255 characters and no control characters");
        Require(errors,
            host.MachineId.Length is > 0 and <= MachineIdCharsMax && host.MachineId.All(char.IsAsciiHexDigit),
            "host.machineId", $"must be hexadecimal, 1 to {MachineIdCharsMax} digits");
        foreach (var (field, value) in new[]
        {
            ("os", host.Os), ("kernel", host.Kernel), ("architecture", host.Architecture),
            ("serviceManager", host.ServiceManager),
        })
        {
            Require(errors, value is null || value.Length <= 255, $"host.{field}", "has at most 255 characters");
        }
        return errors;
    }

    private static void ValidateSubAgents(FieldErrors errors, IReadOnlyList<SubAgentStatus> subAgents)
    {
        Require(errors, subAgents.Count <= Limits.SubAgentsMax,
            "subAgents", $"at most {Limits.SubAgentsMax} sub-agents are accepted");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < subAgents.Count; index++)
        {
            var subAgent = subAgents[index];
            var field = $"subAgents[{index}]";
            // A null within a list passes the annotations of the contract.
            Require(errors, subAgent is not null, field, "must not be null");
            if (subAgent is null) continue;
            Require(errors, Names.IsValid(subAgent.Name), $"{field}.name", $"a name has {Names.Rule}");
            Require(errors, names.Add(subAgent.Name), $"{field}.name", "is there twice");
            Require(errors, (subAgent.Fault?.Length ?? 0) <= ServerLimits.TextCharsMax,
                $"{field}.fault", $"has at most {ServerLimits.TextCharsMax} characters");
            Require(errors, (subAgent.LastExit?.Length ?? 0) <= ServerLimits.TextCharsMax,
                $"{field}.lastExit", $"has at most {ServerLimits.TextCharsMax} characters");
            Require(errors,
                subAgent.Report is not { } report || report.GetRawText().Length <= ServerLimits.ReportBytesMax,
                $"{field}.report", $"has at most {ServerLimits.ReportBytesMax} characters");
            ValidateUpgrade(errors, $"{field}.upgrade", subAgent.Upgrade);
        }
    }

    private static void ValidateUpgrade(FieldErrors errors, string field, UpgradeReport? upgrade)
    {
        if (upgrade is null) return;
        Require(errors, upgrade.From.Length <= Limits.NameCharsMax && upgrade.To.Length <= Limits.NameCharsMax,
            field, $"a version has at most {Limits.NameCharsMax} characters");
        Require(errors, (upgrade.Reason?.Length ?? 0) <= ServerLimits.TextCharsMax,
            $"{field}.reason", $"has at most {ServerLimits.TextCharsMax} characters");
    }

    private static void Require(FieldErrors errors, bool holds, string field, string error)
    {
        if (!holds) errors.Add(field, error);
    }
}
