using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Status;

/// <summary>Answer of a member to a status request.</summary>
/// <param name="Reply">Its status; null if it did not answer.</param>
/// <param name="Version">Its version, from its hello.</param>
/// <param name="Fault">Why there is no answer although the socket accepts connections, or null.</param>
internal sealed record StatusProbe(StatusReply? Reply, string? Version, string? Fault)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    /// <summary>Whether this user may not ask; the state of the member is then unknown.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Asks a member; never throws.</summary>
    internal static async Task<StatusProbe> AskAsync(AopsLayout layout, Role role, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerTime);
        string? version = null;
        try
        {
            await using var connection = await LocalClient.TryConnectAsync(layout, role, Role.Service, deadline.Token);
            if (connection is null)
                return new(null, null, null) { IsDenied = WriteAccess.IsDenied(layout.Socket(role)) };
            version = connection.PeerHello.Version;
            await connection.SendAsync(new StatusRequest(), deadline.Token);
            while (true)
            {
                switch (await connection.ReceiveAsync(deadline.Token))
                {
                    case StatusReply reply: return new(reply, version, null);
                    case FaultReply fault: return new(null, version, fault.Message);
                    case null: return new(null, version, $"{role.ProgramName()} closed the connection");
                }
            }
        }
        catch (IOException e)
        {
            return new(null, version, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, version, $"{role.ProgramName()} gave no answer within {AnswerTime.TotalSeconds} s");
        }
    }
}
