using System.Globalization;
using System.Text.Json;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Spm.Releases;
using Aops.Spm.SubAgents;
using Aops.Spm.Tests.Support;
using Aops.Supervision;
using Aops.TestSupport;
using Aops.Upgrade.Downgrades;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.SubAgents;

/// <summary>A <see cref="SubAgentService"/> over real records and slots; repository and supervision are the test's.</summary>
internal sealed class SubAgentBench : IAsyncDisposable
{
    private int _triesSeen;
    private volatile int _timersBefore;

    public SubAgentBench()
    {
        var state = Spm.State;
        var deployment = new SubAgentDeployment(
            state.SubAgents, state.Floors, Packages, Spm.Orders, Supervisor, Spm.Clock,
            NullLogger<SubAgentDeployment>.Instance);
        Service = new SubAgentService(
            Supervisor, state.SubAgents, state.Floors, deployment, state.Desired, state.Hold, state.Health, state.Faults, state.News,
            Spm.Loops, Spm.Clock, Spm.Jitter, NullLogger<SubAgentService>.Instance);
        Packages.Find = Find;
        Packages.Fetch = (version, slot) => Fetch(version, slot!);
        Supervisor.Applying = spec => Apply(spec);
        Supervisor.Judge = Judge;
    }

    public SpmBench Spm { get; } = new();

    public FakePackages Packages { get; } = new();

    public FakeSupervisor Supervisor { get; } = new();

    public SubAgentService Service { get; }

    /// <summary>
    /// What becomes of a change: <c>ok</c>; or the step that fails: <c>down</c>, <c>old</c> and <c>permitted</c> (the
    /// metadata), <c>fetch</c>, <c>disk</c> and <c>hostile</c> (the package), <c>bug</c> (of this suite), <c>undone</c> (what
    /// was written is another wish at once), <c>sick</c> (version 2 does not prove itself), <c>hangs</c> (no verdict).
    /// </summary>
    public string Outcome { get; set; } = "ok";

    public string Fault => string.Join('|', Spm.State.Faults.All);

    public SubAgentRecord? Record(string name = "web") => Spm.State.SubAgents.TryRead(name);

    /// <summary>Has a version installed by an earlier process.</summary>
    public void Install(string version, SubAgentRecord? record = null, string name = "web")
    {
        var slot = Spm.State.SubAgents.Slot(name, version);
        AddSlot(version, slot);
        Spm.State.SubAgents.Write(name, record ?? new SubAgentRecord { Applied = Wish(version, name: name) });
    }

    public static DesiredSubAgent Wish(string version, long generation = 7, string name = "web") =>
        new() { Name = name, Version = version, Generation = generation };

    public void Want(params IReadOnlyList<DesiredSubAgent> wanted) => Spm.Want(subAgents: wanted);

    public async Task<SubAgentBench> StartAsync()
    {
        await Service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Supervisor.Done.Count > 0);
        return this;
    }

    /// <summary>
    /// Starts the service where version 2 is wanted, tries one change after the other, and returns the row with the pause
    /// that followed each.
    /// </summary>
    /// <param name="row">An <see cref="Outcome"/> each with its pause, in seconds; <c>-</c> where there is no other try;
    /// <c>new</c> is another desired state that wants the same.</param>
    public Task<string> PlayAsync(string row) => AttemptRow.PlayAsync(row, async (outcome, last) =>
    {
        Outcome = outcome;
        if (last is null or "new") Want(Wish("2"));
        if (last is null) await StartAsync();
        else if (last != "new") await PassPauseAsync();
        return await PauseAsync();
    });

    /// <summary>Waits for the end of a change: the pause before the next try; null where there is none.</summary>
    public async Task<TimeSpan?> PauseAsync()
    {
        TimeSpan? pause = null;
        await Eventually.HoldsAsync(
            () => IsEnded || (Tries > _triesSeen && (pause = Spm.Clock.NextWaitSince(_timersBefore)) is not null),
            () => $"{Record()}, {Fault}, {string.Join(", ", Packages.Asked)}");
        _triesSeen = Tries;
        return IsEnded ? null : pause;
    }

    /// <summary>Lets the pause go by; another look at the same pause may set its timer again meanwhile.</summary>
    public Task PassPauseAsync() => Eventually.HoldsAsync(() =>
    {
        var wait = Spm.Clock.NextWait;
        if (Tries > _triesSeen || IsEnded) return true;
        if (wait is { } left) Spm.Clock.Advance(left);
        return false;
    });

    public async ValueTask DisposeAsync()
    {
        await Service.StopAsync(CancellationToken.None);
        Service.Dispose();
        Spm.Dispose();
    }

    // Each begins with a question for the metadata; with none, as where a package holds already, there is one "apply".
    private int Tries => Packages.Asked.Count(a => a == "find web 2")
        + Supervisor.Done.Count(d => d == "hold web 1");

    private bool IsEnded => Fault.Contains("not tried again", StringComparison.Ordinal)
        || (Outcome != "undone" && Record()?.Upgrade is
            { To: "2", Phase: UpgradePhase.Success or UpgradePhase.RolledBack or UpgradePhase.Failed });

    private static void AddSlot(string version, string slot)
    {
        Directory.CreateDirectory(slot);
        var name = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(slot)));
        File.WriteAllText(
            Path.Combine(slot, SubAgentSpec.FileName), $$"""{"name":"{{name}}","version":"{{version}}","exec":"bin/x"}""");
        var manifest = new PackageManifest
        {
            Kind = PackageKind.SubAgent, Name = name!, Version = version, Architecture = "x64", Files = [],
        };
        File.WriteAllBytes(
            Path.Combine(slot, AopsLayout.ManifestName),
            JsonSerializer.SerializeToUtf8Bytes(manifest, ReleasesJson.Default.PackageManifest));
    }

    private ReleaseFacts Find(string version)
    {
        _timersBefore = Spm.Clock.TimersSet;
        return FactsOf();
    }

    private ReleaseFacts FactsOf() => Outcome switch
    {
        "down" => throw new FetchException("the repository is away"),
        "bug" => throw new ArithmeticException("a bug"),
        "old" => new ReleaseFacts(Number: 1, FloorNumber: 5),
        "permitted" => new ReleaseFacts(Number: 1, FloorNumber: 5, MayGoBackFrom: new ReleaseMark("1", 5)),
        _ => new ReleaseFacts(),
    };

    private void Fetch(string version, string slot)
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
        AddSlot(version, slot);
    }

    private void Apply(SubAgentSpec spec)
    {
        if (Outcome == "undone") Spm.State.SubAgents.Write(spec.Name, new SubAgentRecord { Applied = Wish("1") });
    }

    private Task<HealthVerdict> Judge(SubAgentSpec spec) => (Outcome, spec.Version) switch
    {
        ("hangs", _) when spec.Name == "web" => new TaskCompletionSource<HealthVerdict>().Task,
        ("sick", "2") => Task.FromResult(new HealthVerdict("died 3 times")),
        _ => Task.FromResult(new HealthVerdict(null)),
    };
}
