using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Layout;

namespace Aops.Sweep;

/// <summary>
/// A good upgrade whose whole trial lies in bad weather: it must be committed all the same, by what can be seen on the
/// host alone, and nothing may be held against the version.
/// </summary>
/// <param name="lane">The host.</param>
/// <param name="front">What stands before its server.</param>
public sealed class WeatherRun(HostFixture lane, EnvironmentFaults weather, FaultyFront front)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    // A server that is away extends the trials of spm and of spa up to this.
    private const string TrialDeadline = "8s";

    private static readonly TimeSpan ReturnsWithin = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(1);

    private AopsLayout Layout => lane.Agent.Layout;

    /// <summary>Runs it once.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        var name = weather.ToString();
        var disk = await BeginAsync(cancellationToken);
        if (weather == EnvironmentFaults.FullDisk && disk is null) return new Outcome(name, name, Verdict.NotReached);
        try
        {
            await lane.StartAsync(cancellationToken);
            await lane.WantAsync(Scenario.DesiredBefore(PublishedPrograms.Second), cancellationToken);
            await lane.WaitForTrialAsync(cancellationToken);
            if (disk is not null) disk.Fill();
            else front.Set(weather);
            var judging = JudgeAsync(cancellationToken);
            if (weather == EnvironmentFaults.Returns)
            {
                await Task.WhenAny(judging, Task.Delay(ReturnsWithin * Random.Shared.NextDouble(), cancellationToken));
                front.Set(null);
            }
            var fault = await judging;
            disk?.Free();
            front.Set(null);
            fault ??= await ClearUpAsync(cancellationToken);
            return new Outcome(name, name, fault is null ? Verdict.Whole : Verdict.Brick, fault);
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            return new Outcome(name, name, Verdict.Brick, $"{e.Message}\n{lane.Agent.LogTail()}");
        }
        finally
        {
            disk?.Free();
            await lane.EndAsync();
            if (disk is not null) await disk.DisposeAsync();
        }
    }

    private async Task<FullDisk?> BeginAsync(CancellationToken cancellationToken)
    {
        front.Set(null);
        FullDisk? disk = null;
        if (weather == EnvironmentFaults.FullDisk)
        {
            Directory.CreateDirectory(Layout.Root);
            disk = await FullDisk.TryMountAsync(Layout.Root, cancellationToken);
        }
        await lane.RestoreAsync(PublishedPrograms.First, cancellationToken);
        lane.Agent.EditConf(
            ("heartbeatSrv", front.Url.GetLeftPart(UriPartial.Authority)), ("trialDeadline", TrialDeadline));
        await lane.WantAsync(Scenario.DesiredBefore(), cancellationToken);
        return disk;
    }

    private async Task<string?> JudgeAsync(CancellationToken cancellationToken)
    {
        var status = await lane.Agent.WaitForAsync(Role.Spm, "the trial ends", IsOver, Patience, cancellationToken);
        if (status.Agent is { Version: PublishedPrograms.Second, SpaVersion: PublishedPrograms.Second }
            && status.Agent.Upgrade!.Phase == UpgradePhase.Success)
        {
            return null;
        }
        return $"{status.Agent.Upgrade!.To}: {status.Agent.Upgrade.Phase}, {status.Agent.Upgrade.Reason}\n" +
            lane.Agent.LogTail();
    }

    private static bool IsOver(StatusReply status) => status.Agent is
        { SpaVersion: not null, Upgrade.Phase: UpgradePhase.Success or UpgradePhase.RolledBack or UpgradePhase.Failed };

    // The sun shines again: the server hears of the new version, and the journal holds no grudge.
    private async Task<string?> ClearUpAsync(CancellationToken cancellationToken)
    {
        await Eventually.HoldsAsync($"the server hears of {PublishedPrograms.Second}", Patience,
            async token =>
            {
                await Task.Delay(LookPeriod, token);
                return await lane.VersionAtServerAsync(token) == PublishedPrograms.Second;
            }, cancellationToken);
        return await lane.FailedVersionsAsync(cancellationToken) is { Count: > 0 } grudges
            ? $"versions remembered as failed: {string.Join(", ", grudges)}"
            : null;
    }
}
