namespace Aops.Server.SingleSignOn;

/// <summary>
/// Sign-ins that are under way, in memory: they end with the server. Each is taken once, so that an answer of the provider cannot be
/// played again. Strangers begin them, so that their number is bounded, and that of one address.
/// </summary>
internal sealed class PendingSignIns(TimeProvider clock)
{
    /// <summary>Sign-ins under way; a further one ends the oldest.</summary>
    public const int CountMax = 8192;

    /// <summary>Sign-ins of one address under way; a further one ends the oldest of that address.</summary>
    public const int OfAddressMax = 64;

    /// <summary>How long a person may be at the provider.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<PendingSignIn>> _byState = [];
    private readonly LinkedList<PendingSignIn> _byAge = new();

    /// <summary>Notes one.</summary>
    public void Add(PendingSignIn pending)
    {
        lock (_gate)
        {
            var oldest = clock.GetUtcNow() - Lifetime;
            while (_byAge.First is { } first && first.Value.BegunAt <= oldest) Remove(first);
            var (ofAddress, firstOfAddress) = (0, default(LinkedListNode<PendingSignIn>));
            for (var node = _byAge.Last; node is not null && ofAddress < OfAddressMax; node = node.Previous)
            {
                if (node.Value.Address != pending.Address) continue;
                ofAddress++;
                firstOfAddress = node;
            }
            if (ofAddress == OfAddressMax) Remove(firstOfAddress!);
            else if (_byAge.Count == CountMax) Remove(_byAge.First!);
            _byState[pending.State] = _byAge.AddLast(pending);
        }
    }

    /// <summary>Takes one away; null where there is none of that state, or it is too old.</summary>
    public PendingSignIn? Take(string state)
    {
        lock (_gate)
        {
            if (!_byState.TryGetValue(state, out var node)) return null;
            Remove(node);
            return clock.GetUtcNow() - node.Value.BegunAt < Lifetime ? node.Value : null;
        }
    }

    private void Remove(LinkedListNode<PendingSignIn> node)
    {
        _byAge.Remove(node);
        _byState.Remove(node.Value.State);
    }
}
