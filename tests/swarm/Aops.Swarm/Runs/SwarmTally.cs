using System.Collections.Concurrent;

namespace Aops.Swarm.Runs;

/// <summary>What a swarm has done so far; counted by all hosts at once.</summary>
public sealed class SwarmTally
{
    private readonly ConcurrentDictionary<string, long> _refusals = new();
    private long _enrolled;
    private long _heartbeats;
    private long _changes;
    private long _faults;
    private long _held;
    private long _clones;
    private long _dead;
    private long _executed;

    /// <summary>Hosts that have an identity.</summary>
    public long Enrolled => Interlocked.Read(ref _enrolled);

    /// <summary>Heartbeats that were answered with 200.</summary>
    public long Heartbeats => Interlocked.Read(ref _heartbeats);

    /// <summary>Answers that brought a desired state.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Requests that ended without an answer.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Heartbeats that wait for their answer now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Clones that got an identity of their own.</summary>
    public long Clones => Interlocked.Read(ref _clones);

    /// <summary>Hosts that died.</summary>
    public long Dead => Interlocked.Read(ref _dead);

    /// <summary>Runs that hosts have told to their end.</summary>
    public long Executed => Interlocked.Read(ref _executed);

    /// <summary>Answers with a problem, by its status and code.</summary>
    public IReadOnlyDictionary<string, long> Refusals =>
        new SortedDictionary<string, long>(_refusals, StringComparer.Ordinal);

    internal void CountEnrolled() => Interlocked.Increment(ref _enrolled);

    internal void CountHeartbeat(bool bringsDesired)
    {
        Interlocked.Increment(ref _heartbeats);
        if (bringsDesired) Interlocked.Increment(ref _changes);
    }

    internal void CountFault() => Interlocked.Increment(ref _faults);

    internal void BeginHold() => Interlocked.Increment(ref _held);

    internal void EndHold() => Interlocked.Decrement(ref _held);

    internal void CountClone() => Interlocked.Increment(ref _clones);

    internal void CountDead() => Interlocked.Increment(ref _dead);

    internal void CountExecuted() => Interlocked.Increment(ref _executed);

    internal void CountRefusal(System.Net.HttpStatusCode status, string? code) =>
        _refusals.AddOrUpdate($"{(int)status} {code ?? "?"}", 1, static (_, count) => count + 1);
}
