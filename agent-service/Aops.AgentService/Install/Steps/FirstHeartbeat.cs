using Aops.AgentService.Faults;
using Aops.AgentService.Status;
using Aops.AgentService.Verbs;
using Aops.Contracts;

namespace Aops.AgentService.Install.Steps;

/// <summary>Waits until the server has accepted a heartbeat of the new pair.</summary>
internal static class FirstHeartbeat
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="ServiceException">
    /// No heartbeat was accepted in time; the message has the last reason.
    /// </exception>
    internal static async Task<TimeSpan> WaitAsync(
        ServiceContext context, TimeSpan time, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        var reason = $"aops-spm did not come up; see {context.Layout.LogFile(Role.Spm)}";
        while (true)
        {
            var answer = await StatusProbe.AskAsync(context.Layout, Role.Spm, cancellationToken);
            var elapsed = context.Time.GetElapsedTime(began);
            if (answer.Reply is { LastHeartbeatAt: not null }) return elapsed;
            if (answer.Reply is { } reply)
                reason = reply.HeartbeatFault ?? "aops-spm runs and has not been answered yet";
            else if (answer.Fault is { } fault)
                reason = fault;
            if (elapsed >= time)
            {
                throw new ServiceException(
                    $"no heartbeat was accepted within {time.TotalSeconds:0.#} s ({reason})", ExitCodes.Unavailable);
            }
            context.Progress.Detail($"waiting for the first heartbeat, {elapsed.TotalSeconds:0} s");
            await Task.Delay(Look, context.Time, cancellationToken);
        }
    }
}
