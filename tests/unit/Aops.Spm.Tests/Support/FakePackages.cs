using System.Collections.Concurrent;
using Aops.Releases.Packages;
using Aops.Spm.Releases;
using Aops.Upgrade.Downgrades;

namespace Aops.Spm.Tests.Support;

/// <summary>The repository as a test wants it. Notes each question: <c>find 2</c>, <c>fetch 2</c>, <c>heal 1</c>.</summary>
internal sealed class FakePackages : IPackageFetcher
{
    private readonly ConcurrentQueue<string> _asked = [];

    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>What the metadata says of a version; throws where it cannot be had.</summary>
    public Func<string, ReleaseFacts> Find { get; set; } = _ => new ReleaseFacts();

    /// <summary>Makes the slot of a version, or throws; the second is where the slot of a sub-agent is to be.</summary>
    public Action<string, string?> Fetch { get; set; } = (_, _) => { };

    /// <summary>Whether the metadata has the version when it is read before the switch.</summary>
    public Func<bool> IsListed { get; set; } = () => true;

    /// <summary>Heals the slot of a version.</summary>
    public Func<string, HealOutcome> Heal { get; set; } = _ => new HealOutcome.Healed([]);

    public Task FetchAgentAsync(
        string version, string? bundlePath, Action<int> percent, CancellationToken cancellationToken)
    {
        Note($"fetch {version}");
        percent(50);
        Fetch(version, null);
        // A withdrawal that came meanwhile ends the download.
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public Task FetchSubAgentAsync(
        string name, string version, string slot, Action<int> percent, CancellationToken cancellationToken)
    {
        Note($"fetch {name} {version}");
        percent(50);
        Fetch(version, slot);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public Task<ReleaseFacts> FindReleaseAsync(
        string version, string? floor, string? current, string? bundlePath, CancellationToken cancellationToken) =>
        FindAsync($"find {version}", version);

    public Task<ReleaseFacts> FindSubAgentReleaseAsync(
        string name, string version, string? floor, CancellationToken cancellationToken) =>
        FindAsync($"find {name} {version}", version);

    public Task<bool> IsAgentListedAsync(string version, CancellationToken cancellationToken) => Task.FromResult(IsListed());

    public Task<bool> IsSubAgentListedAsync(string name, string version, CancellationToken cancellationToken) =>
        Task.FromResult(IsListed());

    public Task<HealOutcome> HealAgentAsync(string version, string slot, CancellationToken cancellationToken)
    {
        Note($"heal {version}");
        return Task.FromResult(Heal(version));
    }

    /// <summary>Notes a question that is asked elsewhere, in its turn.</summary>
    public void Note(string question) => _asked.Enqueue(question);

    private Task<ReleaseFacts> FindAsync(string question, string version)
    {
        Note(question);
        return Task.FromResult(Find(version));
    }
}
