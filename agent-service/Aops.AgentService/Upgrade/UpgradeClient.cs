using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Ipc;

namespace Aops.AgentService.Upgrade;

/// <summary>
/// Orders an upgrade or a rollback from spm and follows it to its end. spm restarts in place at the switch,
/// and may be killed and revived while on trial, so the connection is lost more than once; the upgrade
/// report in every answer shows the state of the order.
/// </summary>
internal sealed class UpgradeClient(ServiceContext context)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private string _shown = "";

    /// <summary>Sends the order and waits until it is committed or has failed.</summary>
    /// <param name="order">An <see cref="UpgradeRequest"/> or a <see cref="RollbackRequest"/>.</param>
    /// <param name="version">The version that must run at the end; null for a rollback.</param>
    /// <param name="cancellationToken">Stops watching; the order continues.</param>
    /// <exception cref="ServiceException">Refused, failed, rolled back, or not ended in time.</exception>
    internal async Task<Outcome> RunAsync(
        LocalMessage order, string? version, TimeSpan time, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(time);
        var began = context.Time.GetUtcNow();
        try
        {
            var report = await OrderAsync(order, began, deadline.Token)
                ?? await WatchAsync(version, began, deadline.Token);
            return Judge(report, order is RollbackRequest);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(
                $"the upgrade has not ended within {time.TotalSeconds:0} s; it goes on, see 'status'",
                ExitCodes.Unavailable);
        }
    }

    /// <summary>Sends an order and waits until spm has accepted it; the upgrade then continues by itself.</summary>
    /// <exception cref="ServiceException">Refused, or spm does not answer.</exception>
    internal async Task BeginAsync(UpgradeRequest order, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerTime);
        try
        {
            await using var connection = await ConnectAsync(deadline.Token);
            await connection.SendAsync(order, deadline.Token);
            while (true)
            {
                switch (await ReceiveAsync(connection, deadline.Token))
                {
                    case UpgradeProgress { Report: var report } when report.To == order.Version && !report.IsFinal:
                        Show(report);
                        return;
                    case FaultReply fault:
                        throw new ServiceException(fault.Message, fault.ExitCode);
                    // The connection ended with the switch.
                    case null:
                        return;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(
                $"aops-spm has not taken the order up within {AnswerTime.TotalSeconds:0} s; it may still, see 'status'",
                ExitCodes.Unavailable);
        }
    }

    // Null once the connection is lost; the order is then followed over new connections.
    private async Task<UpgradeReport?> OrderAsync(
        LocalMessage order, DateTimeOffset began, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.SendAsync(order, cancellationToken);
        while (true)
        {
            switch (await ReceiveAsync(connection, cancellationToken))
            {
                case UpgradeProgress { Report: var report }:
                    Show(report);
                    if (report.IsFinal && report.At >= began.AddSeconds(-1)) return report;
                    break;
                case FaultReply fault:
                    throw new ServiceException(fault.Message, fault.ExitCode);
                case DoneReply { Message: { } message }:
                    // From here on spm carries the order out by itself; its status shows the result.
                    context.Progress.Note(message);
                    return null;
                case null:
                    return null;
            }
        }
    }

    private async Task<LocalConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await LocalClient.TryConnectAsync(context.Layout, Role.Spm, Role.Service, cancellationToken)
            ?? throw new ServiceException(
                $"aops-spm does not listen on {context.Layout.Socket(Role.Spm)}; is it stopped? Nothing was ordered",
                ExitCodes.Unavailable);

    private static async Task<LocalMessage?> ReceiveAsync(
        LocalConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReceiveAsync(cancellationToken);
        }
        catch (FrameException)
        {
            // The switch cut the connection in the middle of a frame.
            return null;
        }
    }

    private async Task<UpgradeReport> WatchAsync(
        string? version, DateTimeOffset began, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await AskAsync(cancellationToken) is { } status)
            {
                var report = status.Agent.Upgrade;
                if (report is not null) Show(report);
                var isOurs = report is not null && report.At >= began && (version is null || report.To == version);
                // A commit counts once the ordered version answers.
                if (isOurs && report!.IsFinal
                    && (report!.Phase != UpgradePhase.Success || status.Agent.Version == report.To))
                {
                    return report;
                }
            }
            await Task.Delay(Look, context.Time, cancellationToken);
        }
    }

    private async Task<StatusReply?> AskAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerTime);
        try
        {
            await using var connection = await LocalClient.TryConnectAsync(
                context.Layout, Role.Spm, Role.Service, deadline.Token);
            if (connection is null) return null;
            await connection.SendAsync(new StatusRequest(), deadline.Token);
            while (true)
            {
                var message = await connection.ReceiveAsync(deadline.Token);
                if (message is StatusReply or null) return message as StatusReply;
            }
        }
        catch (IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Show(UpgradeReport report)
    {
        var text = $"{report.From} -> {report.To}: " + report.Phase switch
        {
            UpgradePhase.Downloading => "downloading",
            UpgradePhase.Installing => "installing",
            UpgradePhase.Trial => "on trial",
            UpgradePhase.Success => "committed",
            UpgradePhase.Failed => "failed",
            UpgradePhase.RolledBack => "rolled back",
            UpgradePhase.Withdrawn => "withdrawn",
            _ => KebabName.Of(report.Phase),
        };
        if (text != _shown) context.Progress.Step(text);
        else if (report.Percent is { } percent) context.Progress.Detail($"{text} {percent}%");
        _shown = text;
    }

    private static Outcome Judge(UpgradeReport report, bool isRollback)
    {
        if (report.Phase == UpgradePhase.Success)
            return new() { Ok = true, Message = $"version {report.To} is committed", Version = report.To };
        // It has ended what was on its way.
        if (isRollback && report.Reason?.StartsWith(UpgradeReport.RollbackOrdered, StringComparison.Ordinal) == true)
            return new() { Ok = true, Message = $"version {report.To} was taken back; {report.From} runs", Version = report.From };
        throw new ServiceException(
            report.Phase == UpgradePhase.RolledBack
                ? $"version {report.To} was rolled back ({report.Reason ?? "no reason given"}); {report.From} runs"
                : $"version {report.To} was not installed ({report.Reason ?? "no reason given"}); {report.From} runs",
            ExitCodes.Failure);
    }
}
