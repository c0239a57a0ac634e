using Aops.Native.Processes;

namespace Aops.Supervision.Bench.Arms;

/// <summary>One supervisor among those that are compared, with children that say when they run.</summary>
internal abstract class Arm : IAsyncDisposable
{
    protected Arm(string name, string folder)
    {
        Name = name;
        Folder = Directory.CreateDirectory(folder).FullName;
        Beacon = new BeaconSocket(Path.Combine(Folder, "beacon.sock"));
    }

    public string Name { get; }

    /// <summary>The children that run.</summary>
    public List<int> Alive { get; } = [];

    protected string Folder { get; }

    protected BeaconSocket Beacon { get; }

    /// <summary>Starts children, and waits until each has said so.</summary>
    /// <returns>Time until the last one's first instruction, in nanoseconds.</returns>
    public async Task<long> StartAsync(int count)
    {
        var begin = BeaconSocket.Now;
        var starting = StartChildrenAsync(count);
        var last = Hear(count);
        await starting;
        return last - begin;
    }

    /// <summary>Kills one child.</summary>
    /// <returns>Time until the first instruction of its successor, in nanoseconds.</returns>
    public long Kill(int index)
    {
        var begin = BeaconSocket.Now;
        Signal.Send(Alive[index], Signal.SIGKILL);
        (Alive[index], var at) = Beacon.Receive();
        return at - begin;
    }

    /// <summary>Kills all children at once.</summary>
    /// <returns>Time until the last successor's first instruction, in nanoseconds.</returns>
    public long KillAll()
    {
        var (begin, victims) = (BeaconSocket.Now, Alive.ToArray());
        Alive.Clear();
        foreach (var pid in victims) Signal.Send(pid, Signal.SIGKILL);
        return Hear(victims.Length) - begin;
    }

    /// <summary>Ends supervisor and children, and reaps them.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await ReapAsync();
        Beacon.Dispose();
    }

    protected abstract Task StartChildrenAsync(int count);

    protected abstract Task EndAsync();

    // This process is a subreaper from its first Supervisor on: the children of the other arms, and the supervisors
    // between, become its own, and as zombies they would be looked at after each death of a child of the next
    // Supervisor.
    private async Task ReapAsync()
    {
        foreach (var pid in Alive)
        {
            while (ChildExit.TryReap(pid) is null)
            {
                Signal.Send(pid, Signal.SIGKILL);
                await Task.Delay(1);
            }
        }
        foreach (var pid in Orphans.Candidates() ?? [])
        {
            if (ProcStat.TryRead(pid) is { IsAlive: false }) ChildExit.TryReap(pid);
        }
    }

    private long Hear(int count)
    {
        long last = 0;
        for (var i = 0; i < count; i++)
        {
            var (pid, at) = Beacon.Receive();
            Alive.Add(pid);
            last = Math.Max(last, at);
        }
        return last;
    }
}
