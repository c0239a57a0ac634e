using System.Collections.Concurrent;
using System.Threading.Channels;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Supervision;

namespace Aops.Spm.Tests.Support;

/// <summary>Supervision without processes. Notes what it is told to do: <c>apply web 2</c>, <c>remove web</c>.</summary>
internal sealed class FakeSupervisor : ISupervisor
{
    private readonly ConcurrentQueue<string> _done = [];
    private readonly ConcurrentDictionary<string, SubAgentStatus> _statuses = new();
    private readonly Channel<SubAgentStatus> _changes = Channel.CreateUnbounded<SubAgentStatus>();

    public IReadOnlyList<string> Done => [.. _done];

    /// <summary>Called before a specification is applied; may throw.</summary>
    public Action<SubAgentSpec> Applying { get; set; } = _ => { };

    /// <summary>The verdict on a version.</summary>
    public Func<SubAgentSpec, Task<HealthVerdict>> Judge { get; set; } = _ => Task.FromResult(new HealthVerdict(null));

    public ChannelReader<SubAgentStatus> Changes => _changes.Reader;

    public IReadOnlyCollection<SubAgentStatus> Statuses => [.. _statuses.Values];

    private ConcurrentDictionary<string, SubAgentSpec> Specs { get; } = new();

    public IReadOnlyList<SubAgentStatus> Snapshot() => [.. _statuses.Values.OrderBy(s => s.Name)];

    /// <summary>A process changed its state by itself.</summary>
    public void Change(string name) => _changes.Writer.TryWrite(_statuses[name]);

    public Task AdoptAsync(CancellationToken cancellation)
    {
        _done.Enqueue("adopt");
        return Task.CompletedTask;
    }

    public Task ApplyAsync(SubAgentSpec spec, string slotDirectory, bool running)
    {
        Applying(spec);
        _done.Enqueue(running ? $"apply {spec.Name} {spec.Version}" : $"hold {spec.Name} {spec.Version}");
        Specs[spec.Name] = spec;
        _statuses[spec.Name] = new SubAgentStatus
        {
            Name = spec.Name, Version = spec.Version, Since = DateTimeOffset.UnixEpoch,
            State = running ? ProcessState.Running : ProcessState.Stopped,
        };
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string name)
    {
        _done.Enqueue($"remove {name}");
        _statuses.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task StopAllAsync()
    {
        _done.Enqueue("stop all");
        return Task.CompletedTask;
    }

    public Task PauseAsync()
    {
        _done.Enqueue("pause");
        return Task.CompletedTask;
    }

    public Task ResumeAsync()
    {
        _done.Enqueue("resume");
        return Task.CompletedTask;
    }

    public Task<bool> SendActionAsync(string name, SubAgentAction action)
    {
        if (!_statuses.ContainsKey(name)) return Task.FromResult(false);
        _done.Enqueue($"{action} {name}");
        return Task.FromResult(true);
    }

    public Task<HealthVerdict> WaitHealthyAsync(
        string name, string version, HealthRule rule, CancellationToken cancellation) =>
        Judge(Specs[name]).WaitAsync(cancellation);
}
