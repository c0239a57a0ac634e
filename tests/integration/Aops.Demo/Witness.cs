using Aops.Harness;

namespace Aops.Demo;

/// <summary>
/// The sub-agent that stays untouched: its process must be the same from the first step to the last.
/// </summary>
internal sealed class Witness(AgentHost agent, string name)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private int _pid;

    /// <summary>Remembers its process.</summary>
    public async Task<int> MeetAsync(CancellationToken cancellationToken) =>
        _pid = (await agent.WaitForSubAgentAsync(name, Deadline, cancellationToken)).Pid!.Value;

    /// <summary>Waits until spm supervises it, and compares.</summary>
    /// <returns>A few words for the line of the step.</returns>
    /// <exception cref="InvalidOperationException">It is another process.</exception>
    public async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        var now = await agent.WaitForSubAgentAsync(name, Deadline, cancellationToken);
        return now.Pid == _pid
            ? $"{name} still is {_pid}"
            : throw new InvalidOperationException($"{name} was {_pid} and is {now.Pid}: it was restarted");
    }
}
