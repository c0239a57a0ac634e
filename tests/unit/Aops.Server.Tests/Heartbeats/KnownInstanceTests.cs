using Aops.Contracts.Wire;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Heartbeats;

/// <summary>The short way of a heartbeat decides as the rule does, whatever came before.</summary>
public sealed class KnownInstanceTests
{
    private static readonly DateTimeOffset Zero = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FollowingInPlace_IsJudgingIt(int seed)
    {
        var random = new Random(seed);
        var followed = 0;
        for (var story = 0; story < 3000; story++)
        {
            var (one, other) = (new KnownInstance(null), new KnownInstance(null));
            for (var step = 0; step < 12; step++)
            {
                var request = Draw(random, one.State);
                var told = request.Host.Instance!;
                var now = Zero.AddMinutes(story * 100 + step * random.Next(12));
                var judged = one.Judge(request, told, now);
                var key = InstanceKey.Of(told, request.Host.Hostname);
                if (other.TryFollow(key, request.Agent.StartedAt, told.Counter, request.Sequence) is { } counter)
                {
                    followed++;
                    Assert.Equal((InstanceVerdict.Same, judged.Counter), (judged.Verdict, counter));
                }
                else
                {
                    Assert.Equal(judged, other.Judge(request, told, now));
                }
                Assert.Equal(Text(one.State!), Text(other.State!));
            }
        }
        Assert.InRange(followed, 3000, int.MaxValue);
    }

    private static string Text(InstanceState state) => $"{state with { Seen = [] }} {string.Join(' ', state.Seen)}";

    private static HeartbeatRequest Draw(Random random, InstanceState? known)
    {
        var isOther = random.Next(8) == 0;
        var counter = random.Next(6) switch
        {
            0 => known?.Shown,
            1 => random.Next(4),
            2 when random.Next(3) == 0 => null,
            _ => known?.Counter,
        };
        return new HeartbeatRequest
        {
            Sequence = (known?.Sequence ?? 0) + random.Next(-1, 3),
            Revision = 0,
            IntervalSeconds = 10,
            Host = TestAgent.Host() with
            {
                Instance = new HostInstance { Boot = random.Next(12) == 0 ? "b2" : "b1", Product = isOther ? "q" : "p", Network = "n", Counter = counter },
            },
            Agent = new AgentStatus { Version = "1.0.0", StartedAt = Zero.AddHours(random.Next(10) == 0 ? 1 : 0) },
        };
    }
}
