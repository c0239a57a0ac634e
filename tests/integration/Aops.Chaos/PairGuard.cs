using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Chaos;

/// <summary>
/// Enforces the one rule of a host without systemd: a member may be hit only while the other one runs, is
/// not stopped, and watches it. When both are gone at once, no process is left to act.
/// </summary>
internal sealed class PairGuard(AgentHost agent)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Role, ProcessIdentity> _crippled = [];

    /// <summary>The process of a member, if it may be hit now.</summary>
    public ProcessIdentity? MayHit(Role role)
    {
        if (agent.ProcessOf(role) is not { } target || agent.ProcessOf(role.Peer()) is not { } peer) return null;
        if (IsCrippled(role, target) || IsCrippled(role.Peer(), peer)) return null;
        using var limit = new CancellationTokenSource(AnswerTime);
        try
        {
            var status = agent.TryStatusAsync(role.Peer(), limit.Token).GetAwaiter().GetResult();
            var watched = role == Role.Spm ? status?.Agent.SpmPid : status?.Agent.SpaPid;
            return watched == target.Pid ? target : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Notes that this process can do nothing for its peer from now on.</summary>
    public void Cripple(Role role, ProcessIdentity process) => _crippled[role] = process;

    /// <summary>Notes that it can again.</summary>
    public void Restore(Role role) => _crippled.Remove(role);

    private bool IsCrippled(Role role, ProcessIdentity process) =>
        _crippled.TryGetValue(role, out var crippled) && crippled == process;
}
