using System.Threading.Channels;
using Aops.Contracts.Wire;

namespace Aops.Spm.Upgrades;

/// <summary>The newest upgrade of the suite, and its followers.</summary>
internal sealed class UpgradeFeed
{
    private const int FollowersMax = 8;
    private const int ReportsMax = 16;

    private readonly Lock _gate = new();
    private readonly List<Channel<UpgradeReport>> _followers = [];
    private UpgradeReport? _current;

    /// <summary>The newest report; null if there never was an upgrade.</summary>
    public UpgradeReport? Current
    {
        get { lock (_gate) return _current; }
    }

    /// <summary>Sets the newest report.</summary>
    /// <returns>Whether the phase changed, which the server should hear of.</returns>
    public bool Set(UpgradeReport? report)
    {
        lock (_gate)
        {
            var changed = _current?.Phase != report?.Phase || _current?.To != report?.To;
            _current = report;
            if (report is null) return changed;
            foreach (var follower in _followers) follower.Writer.TryWrite(report);
            return changed;
        }
    }

    /// <summary>Subscribes to the reports from now on; a slow follower loses the oldest.</summary>
    /// <exception cref="InvalidOperationException">There are too many followers.</exception>
    public IDisposable Follow(out ChannelReader<UpgradeReport> reports)
    {
        var channel = Channel.CreateBounded<UpgradeReport>(
            new BoundedChannelOptions(ReportsMax) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (_followers.Count >= FollowersMax)
                throw new InvalidOperationException($"{FollowersMax} clients follow the upgrade already; try again later");
            _followers.Add(channel);
        }
        reports = channel.Reader;
        return new Following(this, channel);
    }

    private sealed class Following(UpgradeFeed feed, Channel<UpgradeReport> channel) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._gate) feed._followers.Remove(channel);
        }
    }
}
