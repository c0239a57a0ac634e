using Aops.Contracts.Wire;
using Aops.Contracts.Wire.Reading;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Hosting.Settings;
using Aops.Spm.Desired;
using Aops.Spm.Heartbeats;
using Aops.Spm.SubAgents;

namespace Aops.Fuzz.Targets;

/// <summary>What a server answers to an agent, and what the agent keeps of it.</summary>
internal static class AgentTargets
{
    private static readonly CurrentState View = new("1.0.0", (_, _) => false, new Dictionary<string, SubAgentRecord>
    {
        ["host-metrics"] = new() { Applied = new DesiredSubAgent { Name = "host-metrics", Version = "0.9" } },
        ["gone"] = new() { Applied = new DesiredSubAgent { Name = "gone", Version = "1" } },
    });

    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "heartbeat-answer", Kind = InputKind.Json, Seeds = () => WireCorpus.Answers, Read = ReadAnswer,
            Words = ["revision", "subAgents", "env", "args", "settings", "commands", "restart-agent"],
        },
        new()
        {
            Name = "register-answer", Kind = InputKind.Json, Seeds = () => WireCorpus.RegistrationAnswers,
            Read = input => RegistrationGate.Read(input, out var fault)?.AgentVersion ?? fault,
        },
        new()
        {
            Name = "desired-file", Kind = InputKind.Json, Seeds = () => WireCorpus.DesiredFiles, Read = ReadFile,
            Words = ["partly", "leftAsTheyAre", "removesNone", "faults"],
        },
    ];

    private static string ReadAnswer(byte[] input)
    {
        var reply = ReplyGate.Read(input, DateTimeOffset.UnixEpoch, out var fault);
        if (reply is null) return fault;
        var refused = string.Join(';', reply.Commands.Select(command => command.Refusal));
        var desired = reply.Desired is null ? reply.DesiredFault : Use(reply.Desired);
        return $"{desired} {refused} {string.Join(';', reply.Faults)}";
    }

    private static string ReadFile(byte[] input)
    {
        var read = DesiredFile.Read(input, out var fault);
        return read is null ? fault : $"{read.IsWhole} {read.IsAskedAgain} {Use(read.Held)}";
    }

    private static string Use(CheckedDesired desired)
    {
        var steps = Planner.PlanSubAgents(desired, View);
        var upgrade = Planner.PlanAgent(desired.State, View);
        var (_, faults) = SettingsFile.Overlay(new AgentSettings(), desired.State.Settings);
        var again = DesiredFile.Read(DesiredFile.Write(desired), out var fault)
            ?? throw new InvalidOperationException($"what was written of a desired state cannot be read: {fault}");
        if (again.Held.State.Revision != desired.State.Revision
            || again.Held.State.SubAgents?.Count != desired.State.SubAgents?.Count)
        {
            throw new InvalidOperationException("a desired state is another one after it was written and read");
        }
        return $"{steps.Count} {upgrade is not null} {string.Join(';', faults.Select(f => f.Reason))} " +
            string.Join(';', desired.Faults);
    }
}
