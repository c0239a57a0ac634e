using System.Text.Json;
using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Desired;
using Aops.Server.Explain;
using Aops.Server.Layers;

namespace Aops.Server.Tests.Explain;

public sealed class HostProgressTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 27, 3, 0, 0, TimeSpan.Zero);

    /// <summary>Every state, from a situation that it follows from, with its sentence.</summary>
    public static TheoryData<string, string, string> Table => new()
    {
        { nameof(HostProgress.NothingWanted), "wanted=0", "No layer says anything of this host." },
        { nameof(HostProgress.NeverSeen), "silent", "It is enrolled, and never sent a heartbeat." },
        { nameof(HostProgress.Diverged), "held=8 diverged",
            "The database was put back to a copy that does not know what this host held, 8: it keeps that, below what was written since (fleet)." },
        { nameof(HostProgress.Pending), "history", "It holds another 5 than the one that it is told." },
        { nameof(HostProgress.Moving), "behind", "The layer group:web goes on from revision 1 to 2, and has not come to this host yet." },
        { nameof(HostProgress.Offline), "offline held=3", "It is offline since 2026-11-27 03:00:00 UTC, and held 3 of 5 then." },
        { nameof(HostProgress.Offline), "gone held=3", "It is gone since 2026-11-27 03:00:00 UTC, and held 3 of 5 then." },
        { nameof(HostProgress.Stopped), "stopped", "It was stopped on purpose at 2026-11-27 03:00:00 UTC, and said so." },
        { nameof(HostProgress.Stopped), "uninstalled", "Its suite was uninstalled at 2026-11-27 03:00:00 UTC." },
        { nameof(HostProgress.Unknown), "unknown", "The server has just started, and has not heard of this host since." },
        { nameof(HostProgress.Pending), "held=3", "It holds 3 and not yet 5." },
        { nameof(HostProgress.Upgrading), "version=1 phase=Trial", "It goes from agent 1 to 2: trial." },
        { nameof(HostProgress.UpgradeFailed), "version=1 phase=Failed", "Agent 2 was given up before it ran: no space." },
        { nameof(HostProgress.RolledBack), "version=1 phase=RolledBack", "Agent 2 was taken back: no space." },
        { nameof(HostProgress.OnHold), "version=1 hold", "ann holds changes back on the host until 2026-11-27 05:00:00 UTC: quarter's end." },
        { nameof(HostProgress.OnHold), "version=1 hold phase=Installing",
            "ann holds changes back on the host until 2026-11-27 05:00:00 UTC: quarter's end." },
        { nameof(HostProgress.OnHold), "sub=8 hold", "ann holds changes back on the host until 2026-11-27 05:00:00 UTC: quarter's end." },
        { nameof(HostProgress.Upgrading), "version=1 hold phase=Trial", "It goes from agent 1 to 2: trial." },
        { nameof(HostProgress.InStep), "hold", "It is what it should be." },
        { nameof(HostProgress.OtherVersion), "version=1", "It runs agent 1 and not 2, and tells of no upgrade." },
        { nameof(HostProgress.Upgrading), "version=2 phase=Trial", "It goes from agent 1 to 2: trial." },
        { nameof(HostProgress.RolledBack), "version=1 left", "Agent 2 was left: a rollback was ordered." },
        { nameof(HostProgress.OtherVersion), "version=3 upgrade", "It runs agent 3 and not 2: " +
            "2 is older than 3, and no signed permission lets this host go back; tried again within minutes." },
        { nameof(HostProgress.OtherVersion), "version=1 phase=Success", "It runs agent 1 and not 2, and tells of no upgrade." },
        { nameof(HostProgress.Paused), "pause paused state=Stopped", "Its sub-agents are stopped: layer fleet, revision 1, by alice: disks." },
        { nameof(HostProgress.SubAgentDiffers), "pause", "The sub-agent metrics is to be stopped, and is running." },
        { nameof(HostProgress.SubAgentDiffers), "missing", "The sub-agent metrics is not installed." },
        { nameof(HostProgress.SubAgentDiffers), "sub=8", "The sub-agent metrics has version 8 and not 7." },
        { nameof(HostProgress.SubAgentDiffers), "state=Backoff hangs", "The sub-agent metrics waits for its next start: hangs." },
        { nameof(HostProgress.SubAgentDiffers), "state=Failed", "The sub-agent metrics is failed." },
        { nameof(HostProgress.SubAgentDiffers), "sub=8 trial=RolledBack",
            "The sub-agent metrics has version 8 and not 7: not ready within 30 s." },
        { nameof(HostProgress.SubAgentDiffers), "sub=8 older", "The sub-agent metrics has version 8 and not 7: " +
            "7 is older than 8, and no signed permission lets this host go back; tried again within minutes." },
        { nameof(HostProgress.SubAgentDiffers), "sub=8 refused", "The sub-agent metrics has version 8 and not 7." },
        { nameof(HostProgress.SubAgentDiffers), "surplus", "The sub-agent old is still installed." },
        { nameof(HostProgress.Faults), "fault", "It is what it should be, and tells of a fault: conf.yml is refused" },
        { nameof(HostProgress.InStep), "", "It is what it should be." },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Situation_HasItsState_AndOneSentence(string progress, string situation, string why)
    {
        var verdict = HostProgressRule.Judge(Make(situation));

        Assert.Equal((progress, why), ($"{verdict.Progress}", verdict.Why));
        Assert.NotNull(verdict.Since);
        Assert.EndsWith(".", verdict.Next, StringComparison.Ordinal);
    }

    // What the host has given up does not go on by itself, and what is to be done is said.
    [Theory]
    [InlineData("sub=8 trial=RolledBack", "Nothing happens by itself: 7 is not tried again. Order another version of metrics, or 7 once more")]
    [InlineData("state=Failed", "Nothing happens by itself: it was given up. Once that is repaired, order metrics once more")]
    [InlineData("sub=8 trial=Trial", "The host brings it there by itself")]
    [InlineData("sub=6 trial=Trial to=6", "The host judges metrics 6 in its trial first")]
    [InlineData("sub=8 older", "The host tries again by itself within minutes: have the way back signed ('aops-release permit-downgrade')")]
    [InlineData("state=Backoff hangs", "The host starts it again by itself; 'aops-agent-service logs metrics'")]
    [InlineData("missing full", "The host tries again by itself within minutes; what it says there is to be repaired")]
    [InlineData("missing damaged", "Nothing happens by itself: order another version of it, or this one once more")]
    [InlineData("version=3 upgrade", "The host tries again by itself within minutes: have the way back signed")]
    [InlineData("sub=8 trial=Failed", "The host brings it there by itself")]
    [InlineData("sub=8", "The host brings it there by itself")]
    [InlineData("fault", "The fault is to be repaired on the host")]
    [InlineData("refused", "Nothing happens by itself: a layer orders what the signed specification of metrics does not let be set")]
    [InlineData("hangs", "The fault of metrics is to be repaired; 'aops-agent-service logs metrics'")]
    public void Next_IsWhatHappens(string situation, string next) =>
        Assert.StartsWith(next, HostProgressRule.Judge(Make(situation)).Next, StringComparison.Ordinal);

    [Fact]
    public void EveryState_IsInTheTable() =>
        Assert.Equal(Enum.GetNames<HostProgress>().Order(), Table.Select(row => row.Data.Item1).Distinct().Order());

    private static HostSituation Make(string situation)
    {
        var words = situation.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(word => word.Split('=')[0], word => word.Split('=')[^1]);
        var said = JsonSerializer.Deserialize(
            """{"agent":{"version":"2"},"subAgents":[{"name":"metrics","version":"7"}]}""", ServerJson.Default.LayerDocument)!;
        if (words.ContainsKey("pause")) said = said with { Paused = true };
        var document = LayerMerge.Of([new MergedLayer(LayerName.Fleet, 0, 1, said) { Author = "alice", Message = "disks" }]);
        return new HostSituation
        {
            Hostname = "box",
            EnrolledAt = At,
            State = words.Keys.Select(word => Enum.TryParse<HostState>(word, ignoreCase: true, out var state) ? state : HostState.Online)
                .FirstOrDefault(state => state != HostState.Online, HostState.Online),
            LastSeen = At,
            Heartbeat = words.ContainsKey("silent") ? null : Heartbeat(words),
            Desired = words.ContainsKey("wanted") ? HostDesired.None : new HostDesired(5, At, document)
            {
                History = "h2",
                Held = words.ContainsKey("diverged") ? new HeldState(new HeldMark("h1", 8), 5, "d", At) : null,
            },
            Behind = words.ContainsKey("behind") ? [new MergedLayerHead(LayerName.Group("web"), 1, 2, true)] : [],
        };
    }

    private static HeartbeatRequest Heartbeat(Dictionary<string, string> words)
    {
        var subAgents = new List<SubAgentStatus>();
        if (!words.ContainsKey("missing"))
        {
            subAgents.Add(SubAgent("metrics", words.GetValueOrDefault("sub", "7"),
                Enum.Parse<ProcessState>(words.GetValueOrDefault("state", "Running"))) with
            {
                Fault = FaultOf(words),
                Upgrade = words.TryGetValue("trial", out var trial)
                    ? new UpgradeReport
                    {
                        From = "8", To = words.GetValueOrDefault("to", "7"), Phase = Enum.Parse<UpgradePhase>(trial), Reason = "not ready within 30 s", At = At,
                    }
                    : null,
            });
        }
        if (words.ContainsKey("surplus")) subAgents.Add(SubAgent("old", "1", ProcessState.Running));
        return new HeartbeatRequest
        {
            Sequence = 1,
            Revision = long.Parse(words.GetValueOrDefault("held", "5"), System.Globalization.CultureInfo.InvariantCulture),
            History = words.ContainsKey("history") ? "h1" : null,
            IntervalSeconds = 30,
            Host = new HostInfo { Hostname = "box", MachineId = "m", Architecture = "x64" },
            Agent = new AgentStatus
            {
                Version = words.GetValueOrDefault("version", "2"),
                StartedAt = At,
                Paused = words.ContainsKey("paused") ? "layer fleet" : null,
                Hold = words.ContainsKey("hold")
                    ? new ChangeHold { At = At, Until = At.AddHours(2), By = "ann", Reason = "quarter's end." }
                    : null,
                Faults = SubAgentFaults.Join(FaultsOf(words), subAgents),
                Upgrade = words.ContainsKey("left")
                    ? new UpgradeReport { From = "2", To = "1", Phase = UpgradePhase.Success, Reason = "a rollback was ordered", At = At }
                    : words.TryGetValue("phase", out var phase)
                    ? new UpgradeReport { From = "1", To = "2", Phase = Enum.Parse<UpgradePhase>(phase), Reason = "no space.", At = At }
                    : null,
            },
            SubAgents = subAgents,
        };
    }

    private static List<string> FaultsOf(Dictionary<string, string> words)
    {
        var older = DowngradeFaults.Tell("7", "8");
        return
        [
            .. words.ContainsKey("fault") ? ["conf.yml is refused"] : Array.Empty<string>(),
            .. words.ContainsKey("upgrade") ? [HinderedUpgrade.Tell("2", DowngradeFaults.Tell("2", "3"))] : Array.Empty<string>(),
            .. words.ContainsKey("older") ? [SubAgentFaults.TellHindered("metrics", older, isGivenUp: false)] : Array.Empty<string>(),
            .. words.ContainsKey("full") ? [SubAgentFaults.TellHindered("metrics", "no space", isGivenUp: false)] : Array.Empty<string>(),
            .. words.ContainsKey("damaged") ? [SubAgentFaults.TellHindered("metrics", "damaged", isGivenUp: true)] : Array.Empty<string>(),
        ];
    }

    private static string? FaultOf(Dictionary<string, string> words) =>
        words.ContainsKey("refused") ? SubAgentFaults.TellUnapplied("EVERY has a value that does not match")
        : words.ContainsKey("hangs") ? "hangs" : null;

    private static SubAgentStatus SubAgent(string name, string version, ProcessState state) =>
        new() { Name = name, Version = version, State = state, Since = At };
}
