using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Layout;

namespace Aops.AgentService.Install;

/// <summary>Makes a running pair read its identity again; its sub-agents continue to run.</summary>
internal static class IdentityReload
{
    private static readonly TimeSpan TellTime = TimeSpan.FromSeconds(3);

    /// <summary>Tells spm to restart; best effort, since its next start reads the identity in any case.</summary>
    internal static async Task TryAsync(AopsLayout layout)
    {
        using var deadline = new CancellationTokenSource(TellTime);
        try
        {
            await using var connection =
                await LocalClient.TryConnectAsync(layout, Role.Spm, Role.Service, deadline.Token);
            if (connection is null) return;
            await connection.SendAsync(new RestartRequest(), deadline.Token);
            await connection.ReceiveAsync(deadline.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The next start reads the identity.
        }
    }
}
