using System.Globalization;
using Aops.Server.Heartbeats.Instances;

namespace Aops.Server.Tests;

/// <summary>
/// The rule on stories. A step is one heartbeat: <c>host.boot.network[.name]/start/counter@minute</c>. The counter is <c>+</c> for
/// the one of the newest answer to this host, <c>=</c> for the one before that (the answer was lost), <c>-</c> for none, or a number.
/// </summary>
public sealed class InstanceRuleTests
{
    private static readonly DateTimeOffset Zero = DateTimeOffset.UnixEpoch;

    [Theory]
    // One host.
    [InlineData("steady", "a.1.n/1/- a.1.n/1/+ a.1.n/1/+ a.1.n/1/+", "successor same same same")]
    [InlineData("first answer lost", "a.1.n/1/- a.1.n/1/- a.1.n/1/- a.1.n/1/+", "successor same same same")]
    [InlineData("answers lost", "a.1.n/1/- a.1.n/1/+ a.1.n/1/= a.1.n/1/= a.1.n/1/+", "successor same same same same")]
    [InlineData("reboots", "a.1.n/1/- a.1.n/1/+ a.2.n/5/- a.2.n/5/+ a.3.n/9/- a.3.n/9/+", "successor same successor same successor same")]
    [InlineData("reboots whose clock is back at its start", "a.1.n/5/- a.1.n/5/+ a.2.n/1/- a.2.n/1/+ a.3.n/1/- a.3.n/1/+",
        "successor same successor same successor same")]
    [InlineData("counter outlives a boot", "a.1.n/1/- a.1.n/1/+ a.2.n/5/+ a.2.n/5/+", "successor same successor same")]
    [InlineData("restarts of spm", "a.1.n/1/- a.1.n/2/+ a.1.n/3/+", "successor same same")]
    [InlineData("restarts that cannot write", "a.1.n/1/- a.1.n/1/+ a.1.n/2/1 a.1.n/2/+ a.1.n/3/1 a.1.n/3/+", "successor same same same same same")]
    [InlineData("a card added while it runs", "a.1.n/1/- a.1.n/1/+ a.1.m/2/+ a.1.m/2/+", "successor same same same")]
    [InlineData("a card added in a boot", "a.1.n/1/- a.1.n/1/+ a.2.m/2/- a.2.m/2/+", "successor same successor same")]
    [InlineData("moved to other hardware", "a.1.n/1/- a.1.n/1/+ b.2.m/5/- b.2.m/5/+ b.2.m/5/+", "successor same successor same same")]
    [InlineData("restored with its memory", "a.1.n/1/- a.1.n/1/+ a.1.n/1/+ a.1.n/1/+ a.1.n/1/1 a.1.n/1/+ a.1.n/1/+",
        "successor same same same returned same same")]
    [InlineData("restored to an earlier boot", "a.1.n/1/- a.1.n/1/+ a.2.n/5/- a.2.n/5/+ a.1.n/1/1 a.1.n/1/+ a.3.n/9/- a.3.n/9/+",
        "successor same successor same returned same successor same")]
    [InlineData("restored now and then", "a.1.n/1/- a.1.n/1/+@1 a.1.n/1/+@2 a.1.n/1/1@3 a.1.n/1/+@4 a.1.n/1/1@70 a.1.n/1/+@71",
        "successor same same returned same returned same")]
    [InlineData("server restored", "a.1.n/1/- a.1.n/1/900 a.1.n/1/+", "successor same same")]
    // Two hosts.
    [InlineData("copied disk", "a.1.n/1/- a.1.n/1/+ b.9.m/5/- a.1.n/1/+ b.9.m/5/+ a.1.n/1/+ b.9.m/5/+",
        "successor same successor two rival same rival")]
    [InlineData("copied disk, the copy boots again", "a.1.n/1/- b.9.m/5/- a.1.n/1/+ b.8.m/9/- a.1.n/1/+ a.2.n/12/- b.8.m/9/-",
        "successor successor two rival same successor rival")]
    [InlineData("copied disk of a machine without DMI", "0.1.0/1/- 0.1.0/1/+ 0.9.0/5/- 0.1.0/1/+ 0.9.0/5/+ 0.1.0/1/+",
        "successor same successor returned rival same")]
    [InlineData("copied container of one kernel", "h.1.n/1/- h.1.n/1/+ h.1.m/5/1 h.1.n/1/+ h.1.m/5/+ h.1.n/1/+ h.1.m/5/+",
        "successor same same returned rival same rival")]
    [InlineData("copied memory", "a.1.n/1/- a.1.n/1/+ a.1.n/1/=|b a.1.n/1/+ a.1.n/1/+|b a.1.n/1/+ a.1.n/1/+|b",
        "successor same same returned two two two")]
    [InlineData("three copies of one image", "a.1.n/1/- b.2.m/2/- c.3.o/3/- a.1.n/1/+ b.2.m/2/+ c.3.o/3/+ a.1.n/1/+",
        "successor successor successor two rival rival same")]
    [InlineData("Case_B18: renamed", "a.1.n.x/1/- a.1.n.x/1/+ a.1.n.y/1/+ a.1.n.y/2/+", "successor same same same")]
    [InlineData("Case_B18: a container under another name at each start", "0.1.0.x/1/- 0.1.0.x/1/+ 0.1.0.y/5/+ 0.1.0.z/9/+",
        "successor same same same")]
    [InlineData("Case_B18: the same, and it lost its counter", "a.1.n.x/1/- a.1.n.x/1/+ a.1.n.y/5/- a.1.n.y/5/+ a.1.n.z/9/-",
        "successor same same same same")]
    [InlineData("Case_B18: a copy that differs in its name alone",
        "h.1.n.x/1/- h.1.n.x/1/+ h.1.n.y/5/1 h.1.n.x/1/+ h.1.n.y/5/+ h.1.n.x/1/+ h.1.n.y/5/+",
        "successor same same returned rival same rival")]
    public void Story_IsUnderstood(string story, string steps, string verdicts)
    {
        var teller = new Teller();
        var told = steps.Split(' ').Select(teller.Tell).ToList();
        Assert.True(verdicts == string.Join(' ', told), $"{story}: {string.Join(' ', told)}");
    }

    [Fact]
    public void OvertakenRequest_ChangesNothing()
    {
        var mark = new InstanceMark(1, 2, 3);
        var (_, first) = InstanceRule.Judge(null, new InstanceFacts(mark, 7, Zero, 4), Zero);
        var (_, second) = InstanceRule.Judge(first, new InstanceFacts(mark, 8, Zero, 6), Zero);

        var (verdict, state) = InstanceRule.Judge(second, new InstanceFacts(mark, 8, Zero, 5), Zero);

        Assert.Equal(InstanceVerdict.Same, verdict);
        Assert.Equal(second, state);
    }

    [Fact]
    public void TwoInstances_TheLaterIsAnotherAtRegistration_TheFirstIsNot()
    {
        var (first, later) = (new InstanceMark(1, 2, 3), new InstanceMark(4, 5, 6));
        var (_, state) = InstanceRule.Judge(null, new InstanceFacts(first, null, Zero, 1), Zero);
        (_, state) = InstanceRule.Judge(state, new InstanceFacts(later, null, Zero.AddMinutes(1), 1), Zero);
        Assert.False(InstanceRule.IsOther(state, first, Zero));
        (_, state) = InstanceRule.Judge(state, new InstanceFacts(first, 1, Zero, 2), Zero);

        Assert.True(InstanceRule.IsOther(state, later, Zero));
        Assert.False(InstanceRule.IsOther(state, first, Zero));
        Assert.False(InstanceRule.IsOther(state, later, Zero + InstanceRule.Window));
    }

    // Plays hosts, each of which remembers the counter of its newest answer.
    private sealed class Teller
    {
        private readonly Dictionary<string, (long Newest, long Before)> _counters = [];
        private readonly Dictionary<string, long> _sequences = [];
        private InstanceState? _state;

        public string Tell(string step)
        {
            var (text, minute) = step.Split('@') is [var before, var at]
                ? (before, int.Parse(at, CultureInfo.InvariantCulture)) : (step, 0);
            // A copy in all that can be seen is told apart by "|".
            var (seen, copy) = text.Split('|') is [var first, var other] ? (first, other) : (text, "");
            var (mark, start, counter) = seen.Split('/') switch { var parts => (parts[0], parts[1], parts[2]) };
            var host = $"{mark[..1]}{(mark[0] is '0' or 'h' ? mark[1..] : "")}{copy}";
            if (copy.Length > 0 && !_counters.ContainsKey(host))
                (_counters[host], _sequences[host]) = (_counters[mark[..1]], _sequences[mark[..1]]);
            var known = _counters.GetValueOrDefault(host);
            long? shown = counter switch
            {
                "-" => null, "+" => known.Newest, "=" => known.Before,
                _ => long.Parse(counter, CultureInfo.InvariantCulture),
            };
            var sequence = _sequences[host] = _sequences.GetValueOrDefault(host) + 1;
            var names = mark.Split('.');
            var facts = new InstanceFacts(
                new InstanceMark(
                    Number(names[1]), Number(names[0]), Number(names[2]), names.Length > 3 ? Number(names[3]) : 0), shown,
                Zero.AddSeconds(int.Parse(start, CultureInfo.InvariantCulture)), sequence);
            var (verdict, next) = InstanceRule.Judge(_state, facts, Zero.AddMinutes(minute));
            _state = next;
            if (verdict != InstanceVerdict.Rival) _counters[host] = (next.Counter, shown ?? 0);
            return verdict.ToString().ToLowerInvariant();
        }

        private static ulong Number(string name) => name == "0" ? 0UL : name[0];
    }
}
