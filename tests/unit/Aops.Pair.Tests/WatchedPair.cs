using System.Collections.Concurrent;
using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;
using Aops.Native.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Pair.Tests;

/// <summary>A watch whose other half is <c>sleep</c>; the test says hello for it.</summary>
internal sealed class WatchedPair : IPeerStarter, IPeerObserver, IAsyncDisposable
{
    private readonly List<int> _started = [];

    // A test runner may be started with SIGCHLD ignored, and then no child's end can be waited for.
    static WatchedPair() => ProcessImage.ResetInheritedSignals();

    public WatchedPair(PairTimes? times = null, Role mine = Role.Spa, string program = "/bin/sleep")
    {
        Program = program;
        Layout = new AopsLayout(Directory.CreateTempSubdirectory("aops-pair-").FullName);
        Directory.CreateDirectory(Layout.Run);
        Directory.CreateDirectory(Layout.State);
        Watch = new PeerWatch(
            new PeerWatchOptions
            {
                Layout = Layout,
                Mine = mine,
                Starter = this,
                Observer = this,
                Times = times ?? new PairTimes { Grace = TimeSpan.FromMilliseconds(1) },
            },
            TimeProvider.System, NullLogger.Instance);
    }

    public AopsLayout Layout { get; }

    public PeerWatch Watch { get; }

    public string Program { get; set; }

    public bool AnswersByItself { get; set; } = true;

    public ConcurrentQueue<PeerEnd> Ends { get; } = new();

    public ConcurrentQueue<TimeSpan> Hangs { get; } = new();

    public ConcurrentQueue<long> StartedAt { get; } = new();

    public int Pid
    {
        get
        {
            lock (_started) return _started.Count > 0 ? _started[^1] : 0;
        }
    }

    /// <summary>Why it is not to be started; null where it is.</summary>
    public volatile string? KeptDown;

    public PeerStart Start(Role role)
    {
        if (KeptDown is { } reason) return new PeerStart.Suppressed(reason);
        StartedAt.Enqueue(Stopwatch.GetTimestamp());
        var pid = Spawn.Start(new SpawnRequest
        {
            Path = Program,
            Arguments = [Program, "300"],
            Environment = new Dictionary<string, string>(),
        });
        lock (_started) _started.Add(pid);
        if (AnswersByItself) SayHello(pid);
        return new PeerStart.Child(pid);
    }

    public void SayHello(int pid)
    {
        if (ProcessIdentity.TryRead(pid) is { } process)
            Watch.Attach(new Hello { Role = Watch.Peer, Version = "1", Pid = pid }, process);
    }

    public void HangUp() => Watch.Detach(ProcessIdentity.TryRead(Pid)!.Value);

    public static void Until(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{what} did not come about");
            Thread.Sleep(1);
        }
    }

    public void UntilUp() => Until(() => Watch.Snapshot is { State: PeerState.Up, Pid: { } pid } && pid == Pid, "up");

    public void Connected(IWatchedPeer peer, Hello hello, ProcessIdentity process)
    {
    }

    public void Ended(PeerEnd end) => Ends.Enqueue(end);

    public void Hung(TimeSpan silence) => Hangs.Enqueue(silence);

    public void Ticked(IWatchedPeer peer)
    {
    }

    public LocalMessage? Received(IWatchedPeer peer, LocalMessage message) => null;

    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        lock (_started)
        {
            foreach (var pid in _started)
            {
                if (ChildExit.TryReap(pid) is not null) continue;
                Signal.Send(pid, Signal.SIGKILL);
                Until(() => ChildExit.TryReap(pid) is not null, "the end of a child");
            }
        }
        Directory.Delete(Layout.Root, recursive: true);
    }
}
