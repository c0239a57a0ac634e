using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Processes;
using Aops.Pair;
using Aops.Spm.Tests.Support;
using Aops.Spm.Upgrades;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Trial;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Upgrades;

/// <summary>
/// A <see cref="SpaTrialObserver"/> in a process that runs the slot of 2.0, whose spa is on trial; before it was 1.5.
/// </summary>
internal sealed class SpaTrialBench : ITrialWitness, IDisposable
{
    private readonly Lazy<SpaTrialObserver> _observer;

    public SpaTrialBench(string period = "30s", string memory = "32GiB")
    {
        Spm.Configure($"trialPeriod: {period}\ntrialDeadline: 5m\npingTimeout: 15s\nspaMaxMem: {memory}\n");
        Spm.AddSlot("1.5");
        Spm.AddSlot("2.0");
        Spm.Write(new UpgradeJournal
        {
            Phase = JournalPhase.SpaTrial, Current = "1.5", From = "1.5", To = "2.0", Generation = 7,
        });
        _observer = new(Make);
    }

    public SpmBench Spm { get; } = new();

    public RecordedPeer Peer { get; } = new();

    /// <summary>The version of the slot that this process runs from; null for none.</summary>
    public string? Own { get; init; } = "2.0";

    /// <summary>The version that the launcher passed over for this process.</summary>
    public string? Skipped { get; init; }

    public SpaTrialObserver Observer => _observer.Value;

    public UpgradeJournal Journal => Spm.State.Journal.Read();

    /// <summary>How often the version before was asked to testify; the server accepts it.</summary>
    public int Testimonies { get; private set; }

    /// <summary>
    /// Observes spa: <c>hello</c> (of 2.0), <c>hello-1.5</c>, <c>pong</c>, <c>end</c>, <c>second</c> (the end of a second
    /// copy), <c>hung</c>, <c>tick</c>, ten seconds before each.
    /// </summary>
    /// <param name="row">What is observed; <c>pong*4</c> is four times.</param>
    public void Observe(string row)
    {
        foreach (var part in row.Split(' ').Select(p => p.Split('*')))
        {
            for (var i = 0; i < (part.Length > 1 ? int.Parse(part[1], null) : 1); i++)
            {
                Spm.Clock.Advance(TimeSpan.FromSeconds(10));
                ObserveOne(part[0]);
            }
        }
    }

    public Task<WitnessReport> AskAsync(
        string witness, string onTrial, TimeSpan trialTime, CancellationToken cancellationToken)
    {
        Testimonies++;
        return Task.FromResult(new WitnessReport(WitnessOutcome.Accepted));
    }

    public void Dispose() => Spm.Dispose();

    private void ObserveOne(string what)
    {
        switch (what)
        {
            case "pong":
                Observer.Replied(Peer, new Pong { Sequence = 1, RssBytes = 1 });
                break;
            case "end":
                Observer.Ended(new PeerEnd(TimeSpan.FromSeconds(5), true, new ChildExit(3, null)));
                break;
            case "second":
                Observer.Ended(new PeerEnd(TimeSpan.FromSeconds(5), true, new ChildExit(ExitCodes.AlreadyRunning, null)));
                break;
            case "hung":
                Observer.Hung(TimeSpan.FromSeconds(15));
                break;
            case "tick":
                Observer.Ticked(Peer);
                break;
            default:
                var version = what == "hello" ? "2.0" : what["hello-".Length..];
                Observer.Connected(
                    Peer, new Hello { Role = Role.Spa, Version = version, Pid = Environment.ProcessId },
                    ProcessIdentity.TryRead(Environment.ProcessId)!.Value);
                break;
        }
    }

    private SpaTrialObserver Make()
    {
        var state = Spm.State;
        var program = Own is null ? "/usr/bin/dotnet" : Spm.Layout.SlotProgram(Own, Role.Spm);
        return new SpaTrialObserver(
            new PostCommitTasks(Spm.Layout, state.Journal, NullLogger<PostCommitTasks>.Instance), state.Journal,
            state.Upgrades, state.Settings, Spm.Restart, state.Heartbeats, this,
            new OwnSlot(Role.Spm, state.Journal.Slots, program, Skipped), state.News, Spm.Loops, Spm.Clock,
            NullLogger<SpaTrialObserver>.Instance);
    }
}
