using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;
using Aops.Layout;
using Aops.Spm.Desired;
using Aops.Spm.Pair;
using Aops.Spm.SubAgents;
using Aops.Spm.Upgrades;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Local;

/// <summary>Serves <c>spm.sock</c> for spa and the service CLI.</summary>
internal sealed class LocalService(
    AopsLayout layout,
    LocalSocket socket,
    StatusComposer status,
    PairService pair,
    SubAgentService subAgents,
    UpgradeService upgrades,
    OperatorHold hold,
    ISelfRestart restart,
    Shutdown shutdown,
    ILogger<LocalService> logger) : IHostedService, IAsyncDisposable
{
    private LocalListener? _listener;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener = LocalListener.Start(socket, ServeAsync, logger);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is { } listener) await listener.DisposeAsync();
        _listener = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private Task ServeAsync(LocalLink link, CancellationToken cancellationToken) =>
        link.PeerHello.Role == Role.Spa ? pair.ServeAsync(link, cancellationToken)
            : ServeClientAsync(link, cancellationToken);

    private async Task ServeClientAsync(LocalLink link, CancellationToken cancellationToken)
    {
        await using var connection = new LocalConnection(link);
        while (await connection.ReceiveAsync(cancellationToken) is { } message)
        {
            LocalMessage reply;
            try
            {
                if (message is UpgradeRequest upgrade)
                {
                    await StreamUpgradeAsync(connection, upgrade, cancellationToken);
                    continue;
                }
                reply = await AnswerAsync(message, cancellationToken);
            }
            catch (Exception e) when (e is InvalidOperationException or UnauthorizedAccessException
                or (IOException and not FrameException))
            {
                reply = new FaultReply { Message = e.Message };
            }
            await connection.SendAsync(reply, cancellationToken);
            if (message is RestartRequest && reply is DoneReply) restart.Now("asked for on the local socket");
            if (message is StopRequest && reply is DoneReply) shutdown.Begin("asked for on the local socket");
        }
    }

    private async Task<LocalMessage> AnswerAsync(LocalMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case StatusRequest:
                return status.Compose();
            case SubAgentRequest request:
                await subAgents.ActAsync(request.Name, request.Action, cancellationToken);
                return new DoneReply { Message = $"{request.Name}: {request.Action.ToString().ToLowerInvariant()} is under way" };
            case RollbackRequest request:
                upgrades.OrderRollback(request.IsUrgent);
                return new DoneReply
                {
                    Message = request.IsUrgent
                        ? $"the rollback is under way, and committed once both members were healthy for {Limits.UrgentTrialSeconds} s: "
                            + "trialPeriod is not waited for, and the server is not asked whether it accepts that version"
                        : "the rollback is under way",
                };
            case HoldRequest { Seconds: 0 }:
                return new DoneReply { Message = hold.End() ? "the hold has ended" : "nothing is held back" };
            case HoldRequest request:
                var held = hold.Begin(TimeSpan.FromSeconds(request.Seconds), request.Reason, request.By);
                return new DoneReply
                {
                    Message = $"changes by the server are held back until {held.Until:yyyy-MM-dd HH:mm} UTC",
                };
            case RestartRequest:
                return new DoneReply { Message = "restarting in place" };
            case StopRequest when File.Exists(layout.StopMarker):
                return new DoneReply { Message = "stopping" };
            case StopRequest:
                return new FaultReply
                {
                    Message = $"refused: {layout.StopMarker} is not there, and without it aops-spa would start " +
                        "aops-spm again; use 'aops-agent-service stop'",
                };
            default:
                return new FaultReply
                {
                    Message = $"aops-spm {Product.Version} does not know this request; it comes from another version of the suite",
                    ExitCode = ExitCodes.Protocol,
                };
        }
    }

    private async Task StreamUpgradeAsync(
        LocalConnection connection, UpgradeRequest request, CancellationToken cancellationToken)
    {
        await foreach (var report in upgrades.OrderAsync(request.Version, request.BundlePath, cancellationToken))
            await connection.SendAsync(new UpgradeProgress { Report = report }, cancellationToken);
    }
}
