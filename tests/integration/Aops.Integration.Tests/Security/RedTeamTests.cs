using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Harness;
using Aops.Layout;
using Aops.Releases.Packages;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// The server is wholly taken: its data, the key of its authority, the operator's token; not the publisher's keys. Hosts
/// run nothing that was not signed, touch nothing beside their own, and are well again once the true server is back.
/// <c>./build.sh redteam</c> runs a longer form of it.
/// </summary>
public sealed partial class RedTeamTests
{
    /// <summary>Hosts answer, at the end, within this beside two heartbeats: what a busy machine takes.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan WakeTime = TimeSpan.FromSeconds(2);

    private const double ProcessorShareMax = 0.25;
    private const long LogBytesPerMinuteMax = 2 * 1024 * 1024;

    private readonly int _seed = (int)Number("AOPS_RED_TEAM_SEED", int.Parse($"{DateTime.UtcNow:yyyyMMdd}", CultureInfo.InvariantCulture));
    private readonly TimeSpan _duration = TimeSpan.FromMinutes(Number("AOPS_RED_TEAM_MINUTES", 1));
    private readonly List<string> _story = [];
    private TimeSpan _wakeAt = WakeTime;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sec_ServerWhollyTaken_NothingUnsignedRuns_AndTheTrueServerFindsAllAsBefore()
    {
        var tally = new RedTeamTally(_seed, _duration);
        await using var world = await RedTeamWorld.CreateAsync(tally, Stop);
        try
        {
            await AttackAndReturnAsync(world);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var logs = string.Join('\n', world.Hosts.Select(h => h.Host.LogTail()));
            Assert.Fail($"seed {_seed}: {e.Message}\n{string.Join('\n', _story.TakeLast(30))}\n{tally}\n{logs}");
        }
        var told = $"red team: seed {_seed}, {_duration.TotalMinutes:0.#} min, {tally.Total} hostile answers ({tally})\n" +
            string.Join('\n', _story.TakeLast(4));
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        if (Environment.GetEnvironmentVariable("AOPS_RED_TEAM_MINUTES") is not null) Console.WriteLine(told);
    }

    private async Task AttackAndReturnAsync(RedTeamWorld world)
    {
        await world.Fleet.Server.StopAsync();
        var watch = new RedTeamWatch(world);
        watch.Begin();
        world.Tally.Begin();
        var clock = Stopwatch.StartNew();
        await AttackAsync(world, watch, clock);
        var share = watch.ProcessorSeconds / clock.Elapsed.TotalSeconds / world.Hosts.Count;
        var logs = watch.LogBytes();
        await ReturnAsync(world);
        _story.Add(string.Create(CultureInfo.InvariantCulture,
            $"spm: {share:P1} of a processor per host, {watch.ResidentMebibytes:0} MiB; logs {logs / 1024} KiB"));

        MustBeNone(watch.Look().Concat(watch.UnsignedPrograms()));
        foreach (var slot in world.Hosts.SelectMany(h => Slots(h.Host.Layout)))
            Assert.Empty(await SlotVerifier.VerifyAsync(slot, Stop));
        Assert.InRange(share, 0, ProcessorShareMax);
        Assert.InRange(watch.ResidentMebibytes, 1, 256);
        Assert.InRange(logs, 1, (long)(LogBytesPerMinuteMax * Math.Max(1, clock.Elapsed.TotalMinutes)));
    }

    private async Task AttackAsync(RedTeamWorld world, RedTeamWatch watch, Stopwatch clock)
    {
        var random = new Random(_seed);
        var phases = 0;
        for (var isSpeaking = true; clock.Elapsed < _duration; phases++)
        {
            var length = TimeSpan.FromSeconds(isSpeaking ? random.Next(4, 9) : random.Next(1, 4));
            var phase = await BeginPhaseAsync(world, random, isSpeaking);
            await using (phase)
            {
                for (var end = clock.Elapsed + length; clock.Elapsed < end;)
                {
                    Wake(world, clock.Elapsed);
                    MustBeNone(watch.Look());
                    await Task.Delay(TimeSpan.FromMilliseconds(250), Stop);
                }
            }
            // Whoever hears only faults is silent for ever longer: after each phase of silence comes one that speaks.
            isSpeaking = !isSpeaking || random.Next(2) == 0;
        }
        _story.Add($"{phases} phases, {world.Tally.Total} answers");
    }

    // Hosts that heard only faults wait ever longer. An edit of conf.yml ends such a wait, so that they hear more.
    private void Wake(RedTeamWorld world, TimeSpan now)
    {
        if (now < _wakeAt) return;
        _wakeAt = now + WakeTime;
        foreach (var (host, _, _) in world.Hosts)
            host.EditConf(("trialDeadline", string.Create(CultureInfo.InvariantCulture, $"{100 + (now.TotalSeconds % 100):0}s")));
    }

    private async Task<IAsyncDisposable> BeginPhaseAsync(RedTeamWorld world, Random random, bool isSpeaking)
    {
        var server = world.Fleet.Server;
        var kinds = new[]
        {
            HostileCertificate.Kind.OtherAuthority, HostileCertificate.Kind.Expired, HostileCertificate.Kind.WrongName,
        };
        var choice = random.Next(8);
        _story.Add($"phase: {(isSpeaking ? "speaks" : choice < 3 ? kinds[choice].ToString() : ((RedTeamListener.Kind)(choice - 3)).ToString())}");
        if (!isSpeaking && choice >= 3) return new RedTeamListener(server.Url.Port, (RedTeamListener.Kind)(choice - 3));
        return await RedTeamServer.StartAsync(server.Data, server.Url.Port,
            isSpeaking ? HostileCertificate.Kind.Sound : kinds[choice], world.Speech, world.Repository);
    }

    private async Task ReturnAsync(RedTeamWorld world)
    {
        var announced = new List<double>();
        foreach (var (host, _, _) in world.Hosts) announced.Add(await AnnouncedAsync(host));
        var begin = DateTimeOffset.UtcNow;
        await world.Fleet.Server.StartAsync(Stop);
        var clock = Stopwatch.StartNew();
        var healthy = await Task.WhenAll(world.Hosts.Select(async (h, i) =>
        {
            var bound = TimeSpan.FromSeconds(announced[i]) + (2 * RedTeamWorld.Interval) + Slack;
            await h.Host.WaitForAsync(Role.Spm, "is accepted by the true server",
                s => s.HeartbeatFault is null && s.LastHeartbeatAt > begin && s.AgentId == h.Id, bound, Stop);
            return clock.Elapsed;
        }));
        _story.Add($"accepted again after {Seconds(healthy.Select(t => t.TotalSeconds))}; announced waits were {Seconds(announced)}");
        foreach (var (host, id, revision) in world.Hosts)
        {
            await host.WaitForAsync(Role.Spm, $"is as the true server wants it, revision {revision}",
                s => s.Revision == revision && IsAsWanted(s), Settled, Stop);
            await Eventually.HoldsAsync($"the server sees {id} online", Settled, async token =>
                (await world.Fleet.Server.Api.GetAgentAsync(id, token))["summary"]!["state"]!.GetValue<string>() == "online", Stop);
        }
        _story.Add(string.Create(CultureInfo.InvariantCulture, $"all as wanted after {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    private static bool IsAsWanted(StatusReply status) =>
        status.Agent.Version == PublishedPrograms.Second
        && status.SubAgents.Select(s => s.Name).Order(StringComparer.Ordinal)
            .SequenceEqual(new[] { Fleet.OwnSubAgent, RedTeamWorld.Script }.Order(StringComparer.Ordinal))
        && status.SubAgents.All(s => s is
        {
            Version: PublishedPrograms.Second, State: Contracts.Wire.ProcessState.Running, Ready: not false, Fault: null,
        });

    // A wait that the host has begun, by backoff: it goes on to its end, and the host says how long it is.
    private static async Task<double> AnnouncedAsync(AgentHost host)
    {
        var status = await host.WaitForAsync(Role.Spm, "answers", _ => true, Settled, Stop);
        return NextTry().Match(status.HeartbeatFault ?? "") is { Success: true } match
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    private static void MustBeNone(IEnumerable<string> harm)
    {
        var all = string.Join('\n', harm);
        Assert.True(all.Length == 0, all);
    }

    private static string Seconds(IEnumerable<double> all) =>
        string.Join(", ", all.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s:0.0} s")));

    private static IEnumerable<string> Slots(AopsLayout layout) =>
        new[] { Fleet.OwnSubAgent, RedTeamWorld.Script }.Select(layout.SubAgentCurrent).Append(layout.Current);

    private static double Number(string name, double standard) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value : standard;

    [GeneratedRegex("next try in ([0-9.]+) s")]
    private static partial Regex NextTry();
}
