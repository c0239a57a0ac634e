using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats;

/// <summary>Reads and replaces the measured numbers of a heartbeat that was read.</summary>
internal static class MeasuredValues
{
    /// <summary>The value of a number; null where the heartbeat does not have it.</summary>
    public static long? Of(HeartbeatRequest heartbeat, MeasuredNumber number) => number.Member switch
    {
        MeasuredMember.Sequence => heartbeat.Sequence,
        MeasuredMember.Counter => heartbeat.Host.Instance?.Counter,
        MeasuredMember.SpmRssBytes => heartbeat.Agent.SpmRssBytes,
        MeasuredMember.SpaRssBytes => heartbeat.Agent.SpaRssBytes,
        _ when number.SubAgent >= heartbeat.SubAgents.Count => null,
        MeasuredMember.SubAgentRssBytes => heartbeat.SubAgents[number.SubAgent].RssBytes,
        _ => heartbeat.SubAgents[number.SubAgent].CpuMilliseconds,
    };

    /// <summary>A heartbeat with other values.</summary>
    /// <param name="heartbeat">One that has all of the numbers.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="values">Their values, in the same order.</param>
    public static HeartbeatRequest Replace(
        HeartbeatRequest heartbeat, ReadOnlySpan<MeasuredNumber> numbers, ReadOnlySpan<long> values)
    {
        SubAgentStatus[] subAgents = [.. heartbeat.SubAgents];
        var replaced = heartbeat with { SubAgents = subAgents };
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i].Member is MeasuredMember.SubAgentRssBytes or MeasuredMember.SubAgentCpuMilliseconds)
                Replace(ref subAgents[numbers[i].SubAgent], numbers[i].Member, values[i]);
            else replaced = Replace(replaced, numbers[i].Member, values[i]);
        }
        return replaced;
    }

    private static HeartbeatRequest Replace(HeartbeatRequest of, MeasuredMember member, long value) => member switch
    {
        MeasuredMember.Sequence => of with { Sequence = value },
        MeasuredMember.SpmRssBytes => of with { Agent = of.Agent with { SpmRssBytes = value } },
        MeasuredMember.SpaRssBytes => of with { Agent = of.Agent with { SpaRssBytes = value } },
        _ => of with { Host = of.Host with { Instance = of.Host.Instance! with { Counter = value } } },
    };

    private static void Replace(ref SubAgentStatus of, MeasuredMember member, long value) =>
        of = member == MeasuredMember.SubAgentRssBytes
            ? of with { RssBytes = value }
            : of with { CpuMilliseconds = value };
}
