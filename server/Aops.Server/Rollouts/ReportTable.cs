using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Aops.Contracts.Wire;
using Aops.Rollouts.Hosts;
using Aops.Server.Desired;

namespace Aops.Server.Rollouts;

/// <summary>
/// What is known of the hosts of a rollout at one moment, by their ids. From one moment to the next that changes of few hosts: of
/// the others it is not worked out again, and a step of a large rollout leaves no garbage of all of its hosts.
/// </summary>
/// <param name="hosts">The hosts; the list is the rollout's, which replaces those that change.</param>
internal sealed class ReportTable(IReadOnlyList<RolloutHost> hosts) : IReadOnlyDictionary<string, HostReport>
{
    private readonly Dictionary<string, int> _places = hosts.Select(static (host, place) => (host.Id, place))
        .ToDictionary(static entry => entry.Id, static entry => entry.place, StringComparer.Ordinal);

    private readonly HostReport[] _reports = new HostReport[hosts.Count];
    private readonly Basis[] _bases = new Basis[hosts.Count];

    public int Count => hosts.Count;

    public IEnumerable<string> Keys => hosts.Select(static host => host.Id);

    public IEnumerable<HostReport> Values => _reports;

    public HostReport this[string key] => _reports[_places[key]];

    /// <summary>Takes what is known now.</summary>
    /// <param name="reports">What is known of hosts.</param>
    /// <param name="wanted">What the hosts should be.</param>
    /// <param name="missing">Hosts that have left the layer, and whether each is still in the fleet.</param>
    /// <param name="isTaken">Whether another rollout has a host in flight.</param>
    public void Take(
        HostReports reports, WantedDocuments wanted, IReadOnlyDictionary<string, bool> missing,
        Func<string, bool> isTaken)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            var host = hosts[i];
            if (missing.Count > 0 && missing.TryGetValue(host.Id, out var isKnown))
            {
                (_reports[i], _bases[i]) = (isKnown ? HostReports.OfLeft : HostReport.OfRemoved, default);
                continue;
            }
            if (!HostReports.IsAsked(host.Assignment.State))
            {
                (_reports[i], _bases[i]) = (HostReports.OfOnline, default);
                continue;
            }
            var facts = reports.Look(host.Id, isTaken(host.Id));
            var basis = new Basis(host, facts, wanted);
            if (basis.IsThatOf(_bases[i])) continue;
            _reports[i] = reports.Of(host, wanted, facts);
            _bases[i] = HostReports.Stays(host, _reports[i]) ? basis : default;
        }
    }

    public bool ContainsKey(string key) => _places.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out HostReport value)
    {
        var isThere = _places.TryGetValue(key, out var place);
        value = isThere ? _reports[place] : null;
        return isThere;
    }

    public IEnumerator<KeyValuePair<string, HostReport>> GetEnumerator()
    {
        for (var i = 0; i < hosts.Count; i++) yield return KeyValuePair.Create(hosts[i].Id, _reports[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // By identity: each of them is replaced where it changes.
    private readonly struct Basis(RolloutHost host, HostFactsNow facts, WantedDocuments wanted)
    {
        private readonly RolloutHost _host = host;
        private readonly HostFactsNow _facts = facts;
        private readonly WantedDocuments _wanted = wanted;

        public bool IsThatOf(Basis other) =>
            ReferenceEquals(_host, other._host) && ReferenceEquals(_wanted, other._wanted)
            && _facts.IsSame(other._facts);
    }
}

/// <summary>What the report of a host is made of, as it is now.</summary>
/// <param name="Reach">Whether it can be ordered.</param>
/// <param name="IsSilent">Whether it is not heard of any more.</param>
/// <param name="Heartbeat">Its last heartbeat; null where none came since the start of the server.</param>
/// <param name="Told">What it is told.</param>
internal readonly record struct HostFactsNow(
    HostReach Reach, bool IsSilent, HeartbeatRequest? Heartbeat, HostDesired Told)
{
    /// <summary>Whether nothing has changed.</summary>
    public bool IsSame(HostFactsNow other) => Reach == other.Reach && IsSilent == other.IsSilent
        && ReferenceEquals(Heartbeat, other.Heartbeat) && ReferenceEquals(Told, other.Told);
}
