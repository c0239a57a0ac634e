using System.Collections.Concurrent;
using System.Globalization;
using Aops.Server.Inventory;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>
/// What heartbeats name. A heartbeat that names what the one before named costs a comparison in memory; a content that many hosts
/// name at once is asked of one of them at a time.
/// </summary>
internal sealed class InventoryIntake(InventoryStore store, TimeProvider clock)
{
    private const int DigestDigits = 16;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<InventoryName, DateTimeOffset> _asked = [];

    /// <summary>Takes what a heartbeat names.</summary>
    /// <param name="hashes">Sections with their hashes; null from a host without inventory.</param>
    public async Task TakeAsync(
        string agentId, IReadOnlyDictionary<string, string>? hashes, CancellationToken cancellationToken)
    {
        if (Has(agentId, hashes)) return;
        try
        {
            var missing = await store.NameAsync(agentId, hashes!, clock.GetUtcNow(), cancellationToken);
            _known[agentId] = new Known(Digest(hashes!), IsWhole: missing.Count == 0);
        }
        catch (StoreException)
        {
            // The next heartbeat names it again; the log reports the fault with the status of the same heartbeat.
        }
    }

    /// <summary>Whether what a heartbeat names was taken.</summary>
    public bool Has(string agentId, IReadOnlyDictionary<string, string>? hashes) => hashes is not { Count: > 0 }
        || (_known.TryGetValue(agentId, out var known) && known.Digest == Digest(hashes));

    /// <summary>The sections to ask a host for; null for none.</summary>
    public async ValueTask<IReadOnlyList<string>?> ListWantedAsync(string agentId, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(agentId, out var known) || known.IsWhole) return null;
        try
        {
            var missing = await store.ListMissingAsync(agentId, cancellationToken);
            if (missing.Count == 0) _known.TryUpdate(agentId, known with { IsWhole = true }, known);
            var wanted = missing.Where(TryAsk).Select(name => name.Section).ToList();
            return wanted.Count == 0 ? null : wanted;
        }
        catch (StoreException)
        {
            return null;
        }
    }

    /// <summary>Drops the state of a removed agent.</summary>
    public void Forget(string agentId) => _known.TryRemove(agentId, out _);

    private bool TryAsk(InventoryName name)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_asked.TryGetValue(name, out var at) && now - at < FleetLimits.InventoryAskPause) return false;
            if (_asked.Count >= FleetLimits.InventoryAskedMax)
            {
                foreach (var (old, asked) in _asked)
                    if (now - asked >= FleetLimits.InventoryAskPause) _asked.Remove(old);
                if (_asked.Count >= FleetLimits.InventoryAskedMax) return false;
            }
            _asked[name] = now;
            return true;
        }
    }

    // The order of members does not count.
    private static ulong Digest(IReadOnlyDictionary<string, string> hashes)
    {
        var sum = 0UL;
        foreach (var (section, hash) in hashes)
        {
            var first = ulong.Parse(
                hash.AsSpan(0, DigestDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            sum += first ^ (ulong)string.GetHashCode(section, StringComparison.Ordinal);
        }
        return sum;
    }

    private sealed record Known(ulong Digest, bool IsWhole);
}
