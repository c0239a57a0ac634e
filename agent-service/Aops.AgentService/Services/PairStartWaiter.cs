using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Ipc;
using Aops.Layout;

namespace Aops.AgentService.Services;

/// <summary>Waits until both members answer on their sockets.</summary>
internal static class PairStartWaiter
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits.</summary>
    /// <exception cref="ServiceException">
    /// A member did not answer in time; the other one continues to revive it.
    /// </exception>
    internal static async Task ForPairAsync(ServiceContext context, TimeSpan time, CancellationToken cancellationToken)
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(time);
            try
            {
                while (!await AnswersAsync(context.Layout, role, deadline.Token))
                    await Task.Delay(Look, context.Time, deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ServiceException(
                    $"{role.ProgramName()} did not answer on {context.Layout.Socket(role)} within "
                    + $"{time.TotalSeconds:0} s; see {context.Layout.LogFile(role)}", ExitCodes.Unavailable);
            }
        }
    }

    private static async Task<bool> AnswersAsync(AopsLayout layout, Role role, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await LocalClient.TryConnectAsync(layout, role, Role.Service,
                cancellationToken);
            return connection is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
