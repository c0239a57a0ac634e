using System.Collections.Concurrent;
using Aops.Systemd;

namespace Aops.Supervision.Units;

/// <summary>
/// The only thread that calls systemd, so that the loop never waits for it. Work is done in order; without work the
/// thread sleeps and has no connection, to which systemd would send signals.
/// </summary>
internal sealed class UnitQueue : IDisposable
{
    // Each sub-agent has one operation in progress (start, signal or end), rarely two.
    private const int WorkMax = 4 * Contracts.Limits.SubAgentsMax;

    private static readonly TimeSpan ConnectionIdleTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<Action<SystemdClient>> _work = new(WorkMax);
    private readonly SystemdClient _manager = new();
    private readonly Thread _thread;

    public UnitQueue()
    {
        _thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "units" };
        _thread.Start();
    }

    /// <summary>Adds work; dropped after <see cref="Dispose"/>. Work must handle its own exceptions.</summary>
    /// <exception cref="InvalidOperationException">Too much work is waiting: systemd hangs.</exception>
    public void Post(Action<SystemdClient> work)
    {
        if (_work.IsAddingCompleted) return;
        if (!_work.TryAdd(work))
            throw new InvalidOperationException($"systemd hangs: {WorkMax} pieces of work wait for it");
    }

    /// <summary>Lets waiting work complete, up to a deadline.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join(EndTime);
    }

    private void Run()
    {
        while (!_work.IsCompleted)
        {
            if (!_work.TryTake(out var work, ConnectionIdleTime))
            {
                _manager.Close();
                try
                {
                    work = _work.Take();
                }
                catch (InvalidOperationException)
                {
                    // Completed during the wait.
                    return;
                }
            }
            work(_manager);
        }
        _manager.Dispose();
    }
}
