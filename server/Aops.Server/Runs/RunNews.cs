using System.Collections.Concurrent;

namespace Aops.Server.Runs;

/// <summary>
/// Wakes requests that wait for news of a run, or of the output of one host of it. Only what a request waits for is in memory.
/// </summary>
internal sealed class RunNews
{
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    /// <summary>The key of a host of a run; that of a run is its id.</summary>
    public static string KeyOf(string runId, string agentId) => $"{runId}/{agentId}";

    /// <summary>Begins to listen; a request listens before it reads, so that it misses nothing in between.</summary>
    public Listener Listen(string key)
    {
        while (true)
        {
            var waiting = _waiting.GetOrAdd(key, static _ => new Waiting());
            if (waiting.TryEnter()) return new Listener(this, key, waiting);
        }
    }

    /// <summary>Something was stored.</summary>
    public void Announce(string key)
    {
        if (_waiting.TryGetValue(key, out var waiting)) waiting.Signal.Announce();
    }

    private void Leave(string key, Waiting waiting)
    {
        if (waiting.LeaveWasLast()) _waiting.TryRemove(KeyValuePair.Create(key, waiting));
    }

    /// <summary>A request that listens.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly RunNews _news;
        private readonly string _key;
        private readonly Waiting _waiting;

        internal Listener(RunNews news, string key, Waiting waiting) =>
            (_news, _key, _waiting) = (news, key, waiting);

        /// <summary>Completes when something was stored after this property was read.</summary>
        public Task Next => _waiting.Signal.Next;

        public void Dispose() => _news.Leave(_key, _waiting);
    }

    internal sealed class Waiting
    {
        private int _count;

        public NewsSignal Signal { get; } = new();

        // One that the last has left takes no others.
        public bool TryEnter()
        {
            lock (Signal)
            {
                if (_count < 0) return false;
                _count++;
                return true;
            }
        }

        public bool LeaveWasLast()
        {
            lock (Signal)
            {
                if (--_count > 0) return false;
                _count = -1;
                return true;
            }
        }
    }
}
