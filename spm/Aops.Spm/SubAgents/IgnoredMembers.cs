using System.Collections.Concurrent;

namespace Aops.Spm.SubAgents;

/// <summary>Members of specifications that this version ignores; each version of a sub-agent is told once.</summary>
internal sealed class IgnoredMembers
{
    private readonly ConcurrentDictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <summary>Records the members.</summary>
    /// <returns>Whether there are some that were not recorded before.</returns>
    public bool Set(string name, string version, IReadOnlyCollection<string> members)
    {
        if (members.Count == 0)
        {
            _told.TryRemove(name, out _);
            return false;
        }
        var isNew = _told.GetValueOrDefault(name) != version;
        _told[name] = version;
        return isNew;
    }
}
