using System.Diagnostics;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Runs;

namespace Aops.Integration.Tests;

/// <summary>
/// The upgrade of a server under many simulated hosts: it drains and ends, other programs start over its data, and no host is without
/// an answer for longer than two intervals.
/// </summary>
internal static class ServerUpgrade
{
    public const int Hosts = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Upgrades the server of a fleet, and tells the longest time that a host had no answer.</summary>
    /// <param name="tokens">Enrolment tokens for all hosts.</param>
    /// <param name="now">The programs that it is upgraded to.</param>
    public static async Task RunAsync(
        Fleet fleet, IReadOnlyList<string> tokens, PublishedPrograms now, CancellationToken cancellationToken)
    {
        await using var swarm = new HostSwarm(new SwarmOptions
        {
            Server = fleet.Server.Url, AuthorityFile = fleet.Server.Authority, Tokens = tokens, Hosts = Hosts, Seed = 11,
            OwnConnections = Hosts / 2, RampPerSecond = 100, Interval = Interval, Hold = Interval, Version = PublishedPrograms.First,
        });
        Assert.Equal(0, await swarm.EnrolAsync(cancellationToken));
        await Eventually.HoldsAsync("each host has had two answers", Soon,
            () => swarm.Hosts.All(host => host.Answered > 1), cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var gaps = LongestGapAsync(swarm, end.Token);

        var away = Stopwatch.StartNew();
        await fleet.Server.ReplaceAsync(now, cancellationToken);
        away.Stop();
        var before = swarm.Hosts.Select(host => host.Answered).ToList();
        await Eventually.HoldsAsync("each host has had two answers of the new server", Soon,
            () => swarm.Hosts.Zip(before).All(pair => pair.First.Answered > pair.Second + 1), cancellationToken);
        await end.CancelAsync();

        var longest = await gaps;
        Assert.InRange(longest, TimeSpan.Zero, 2 * Interval);
        var offline = await fleet.Server.Api.SendAsync(HttpMethod.Get, "/api/v1/events?kind=offline&after=0", null, cancellationToken);
        Assert.Empty(offline["events"]!.AsArray());
        var known = await fleet.Server.Api.SendAsync(HttpMethod.Get, "/api/v1/hosts?q=online&count=1&limit=1", null, cancellationToken);
        Assert.Equal(Hosts, (int)known["count"]!);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Hosts} hosts: {longest.TotalSeconds:F1} s without an answer at most, the server away for {away.Elapsed.TotalSeconds:F1} s");
    }

    private static async Task<TimeSpan> LongestGapAsync(HostSwarm swarm, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.StartNew();
        var (answered, since) = (swarm.Hosts.Select(host => host.Answered).ToArray(), new TimeSpan[Hosts]);
        var longest = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = begun.Elapsed;
            foreach (var (number, host) in swarm.Hosts.Index())
            {
                var gap = now - since[number];
                if (gap > longest) longest = gap;
                if (host.Answered == answered[number]) continue;
                (answered[number], since[number]) = (host.Answered, now);
            }
            await Task.Delay(Look, CancellationToken.None);
        }
        return longest;
    }
}
