using Aops.Contracts.Local;
using Aops.Spm.Desired;
using Aops.Supervision;

namespace Aops.Spm.SubAgents;

/// <summary>
/// The pause that the desired state asks for: all sub-agents are stopped, and their changes wait. What ran is started
/// again once the desired state has no pause any more. Used by the loop of <see cref="SubAgentService"/>;
/// <see cref="Reason"/> is safe from any thread.
/// </summary>
internal sealed class SubAgentPause(ISupervisor supervisor, DesiredStore desired) : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _began = new();
    private bool _isActive;

    /// <summary>Whether the pause is in force.</summary>
    public bool IsActive
    {
        get { lock (_gate) return _isActive; }
    }

    /// <summary>Who asked for it and why; null while sub-agents may run.</summary>
    public string? Reason => IsActive ? desired.Current?.Pause?.Reason ?? "" : null;

    /// <summary>Cancelled when the next pause begins; work on sub-agents ends then.</summary>
    public CancellationToken Began
    {
        get { lock (_gate) return _began.Token; }
    }

    /// <summary>Whether the desired state asks for another state than the one in force.</summary>
    public bool IsDue => IsWanted != IsActive;

    private bool IsWanted => desired.Current?.Pause is not null;

    /// <summary>Before sub-agents are adopted: none is started if a pause is wanted.</summary>
    public async Task PrepareAsync()
    {
        if (IsWanted) await supervisor.PauseAsync();
    }

    /// <summary>Begins or ends the pause.</summary>
    /// <param name="work">Work that is under way; it is ended first, so that nothing is judged while it is stopped.</param>
    /// <returns>Whether sub-agents may run now.</returns>
    public async Task<bool> FollowAsync(IReadOnlyCollection<Task> work)
    {
        var isWanted = IsWanted;
        if (isWanted)
        {
            await EndWorkAsync();
            await Task.WhenAll(work);
            await supervisor.PauseAsync();
        }
        else
        {
            await supervisor.ResumeAsync();
        }
        lock (_gate)
        {
            _isActive = isWanted;
            if (!isWanted) _began = new CancellationTokenSource();
        }
        return !isWanted;
    }

    /// <summary>Why an order to a sub-agent is refused within a pause; null where it is not.</summary>
    public string? FaultOf(SubAgentAction action) => Reason is { } reason && action != SubAgentAction.Stop
        ? $"all sub-agents are paused by the server ({reason}); nothing was started"
        : null;

    public void Dispose() => _began.Dispose();

    private Task EndWorkAsync()
    {
        lock (_gate) return _began.CancelAsync();
    }
}
