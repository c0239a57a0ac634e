using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Spm.Releases;
using Aops.Spm.Runs;
using Aops.Spm.Tests.Support;
using Aops.Spm.Upgrades;
using Aops.TestSupport;
using Aops.Upgrade.Downgrades;
using Aops.Upgrade.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Upgrades;

/// <summary>
/// An <see cref="UpgradeService"/> on a host where 1.5 runs and came after 1.0; repository, self-test, spa and the switch are
/// the test's, journal and slots are real.
/// </summary>
internal sealed class UpgradeBench : IAsyncDisposable
{
    private const string Bug = "a bug";

    private static readonly TimeSpan JudgeWaitStep = TimeSpan.FromMilliseconds(50);

    private readonly Lazy<UpgradeService> _service;
    private int _timersSeen;

    public UpgradeBench()
    {
        Spm.AddSlot("1.0");
        Spm.AddSlot("1.5");
        Spm.Write(new UpgradeJournal { Current = "1.5", Previous = "1.0", CurrentGeneration = 3 });
        // Made at its first use: what is wanted before is no change to it, and begins one attempt.
        _service = new(Make);
        Packages.Find = Find;
        Packages.Fetch = Fetch;
    }

    public SpmBench Spm { get; } = new();

    public FakePackages Packages { get; } = new();

    public UpgradeService Service => _service.Value;

    /// <summary>
    /// What becomes of an attempt: <c>ok</c>; or the step that fails: <c>down</c>, <c>old</c> and <c>permitted</c> (the
    /// metadata), <c>fetch</c>, <c>disk</c> and <c>hostile</c> (the package), <c>test</c> and <c>busy</c> (the self-test),
    /// <c>alone</c> (no spa), <c>bug</c>.
    /// </summary>
    public string Outcome { get; set; } = "ok";

    public UpgradeJournal Journal => Spm.State.Journal.Read();

    public string Fault => string.Join('|', Spm.State.Faults.All);

    public async Task<UpgradeBench> StartAsync()
    {
        await Service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Spm.Clock.NextWait is not null);
        _timersSeen = Spm.Clock.TimersSet;
        Spm.Clock.Advance(Spm.Clock.NextWait!.Value);
        return this;
    }

    /// <summary>
    /// Has one attempt after the other, and returns the row with the pause that followed each, in seconds. Starts the
    /// service where it does not run yet.
    /// </summary>
    /// <param name="row">An <see cref="Outcome"/> each with its pause, <c>-</c> for the switch; <c>new</c> is another desired
    /// state that wants the same.</param>
    /// <param name="version">The version that is wanted.</param>
    public Task<string> PlayAsync(string row, string version = "2.0") => AttemptRow.PlayAsync(row, async (outcome, last) =>
    {
        Outcome = outcome;
        if (last is null or "new")
        {
            Spm.Want(version, generation: 7);
            if (!_service.IsValueCreated) await StartAsync();
        }
        else
        {
            Spm.Clock.Advance(Spm.Clock.NextWait!.Value);
        }
        return await PauseAsync();
    });

    /// <summary>Waits for the end of an attempt: the pause after it, null for the switch.</summary>
    public async Task<TimeSpan?> PauseAsync()
    {
        TimeSpan? pause = null;
        await Eventually.HoldsAsync(() =>
        {
            if (Spm.Restart.Reasons.Count > 0) return true;
            pause = Spm.Clock.NextWaitSince(_timersSeen);
            // The wait for spa goes in steps.
            if (pause is not { } wait || wait > JudgeWaitStep) return pause is not null;
            Spm.Clock.Advance(wait);
            return false;
        }, () => $"{Journal.Phase}, {Fault}, {string.Join(", ", Packages.Asked)}");
        _timersSeen = Spm.Clock.TimersSet;
        return Spm.Restart.Reasons.Count > 0 ? null : pause;
    }

    /// <summary>An operator on this host orders a version; the reports up to the final one.</summary>
    public async Task<List<UpgradeReport>> OrderAsync(string version)
    {
        var reports = new List<UpgradeReport>();
        using var switched = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        try
        {
            await foreach (var report in Service.OrderAsync(version, bundlePath: null, switched.Token))
            {
                reports.Add(report);
                // The switch would replace this process, and the stream ends with it.
                if (report.Phase == UpgradePhase.Trial) await switched.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (switched.IsCancellationRequested)
        {
        }
        return reports;
    }

    /// <summary>Runs beside which no switch happens.</summary>
    public ExclusiveRun Exclusive => field ??= new(() => false, Spm.Clock);

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(CancellationToken.None);
        Service.Dispose();
        Spm.Dispose();
    }

    private UpgradeService Make()
    {
        var state = Spm.State;
        var steps = new UpgradeTransitions(state.Journal, state.Upgrades, Spm.Clock);
        var runner = new UpgradeRunner(
            Spm.Layout, steps, state.Upgrades, Packages, Spm.Orders, TestAsync, () => Outcome != "alone",
            Exclusive, Spm.Restart, state.News, Spm.Clock, NullLogger<UpgradeRunner>.Instance);
        return new UpgradeService(
            new PostCommitTasks(Spm.Layout, state.Journal, NullLogger<PostCommitTasks>.Instance), steps, runner,
            state.Upgrades, state.Desired, state.Hold, state.Health, state.Faults, state.News, Spm.Loops, Spm.Clock, Spm.Jitter,
            NullLogger<UpgradeService>.Instance);
    }

    private ReleaseFacts Find(string version) => Outcome switch
    {
        "down" => throw new FetchException("the repository is away"),
        "bug" => throw new ArithmeticException(Bug),
        "old" => new ReleaseFacts(Number: 1, CurrentNumber: 5),
        "permitted" => new ReleaseFacts(Number: 1, CurrentNumber: 5, MayGoBackFrom: new ReleaseMark("1.5", 5)),
        _ => new ReleaseFacts(),
    };

    private void Fetch(string version, string? slot)
    {
        switch (Outcome)
        {
            case "fetch":
                throw new FetchException("the connection was lost");
            case "disk":
                throw new IOException("no space left on device");
            case "hostile":
                throw new FetchException("it climbs out of its folder") { IsTheVersions = true };
        }
        Spm.AddSlot(version);
    }

    private Task<string?> TestAsync(string version, CancellationToken cancellationToken)
    {
        Packages.Note($"test {version}");
        if (Outcome == "busy") throw new IOException("no process can be started now");
        return Task.FromResult(Outcome == "test" ? "its self-test ended with 1" : null);
    }
}
