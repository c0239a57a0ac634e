using System.CommandLine;
using Aops.AgentService.CommandLine;
using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Ipc;

namespace Aops.AgentService.Hold;

/// <summary>The verb <c>hold</c>: holds back changes that the server orders, for a time.</summary>
internal static class HoldCommand
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    internal static Command Create(SharedOptions shared)
    {
        var time = SharedOptions.TimeArgument(
            "TIME", $"How long, such as 2h; at most {Limits.HoldHoursMax}h.", TimeSpan.FromHours(Limits.HoldHoursMax));
        var why = new Option<string?>("--why") { Description = "The reason, which the server shows.", HelpName = "TEXT" };
        var end = new Option<bool>("--end") { Description = "End the hold." };
        var command = new Command("hold",
            "Hold back upgrades and changes of sub-agents that the server orders; what runs goes on.")
        {
            time, why, end,
        };
        command.Validators.Add(result =>
        {
            var isEnd = result.GetResult(end) is not null;
            // The value of a time that cannot be parsed is told of already, and cannot be asked for.
            var hasTime = result.GetResult(time) is { Tokens.Count: > 0 };
            var reason = result.GetResult(why) is { Tokens: [var text] } ? text.Value : "";
            if (isEnd && (hasTime || reason.Length > 0))
                result.AddError("hold: --end takes neither a time nor --why");
            if (!isEnd && (!hasTime || string.IsNullOrWhiteSpace(reason)))
                result.AddError("hold: say how long and why, such as 'hold 2h --why \"quarter's end\"'; or --end");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = shared.Context(parsed);
            var request = new HoldRequest
            {
                Seconds = parsed.GetValue(end) ? 0 : (long)parsed.GetValue(time)!.Value.TotalSeconds,
                Reason = parsed.GetValue(why) ?? "",
                By = UserOf(Environment.GetEnvironmentVariable),
            };
            return context.RunAsync(() => SendAsync(context, request, cancellationToken));
        });
        return command;
    }

    // Who became root by sudo or doas is named, not root.
    private static string UserOf(Func<string, string?> variable) =>
        variable("SUDO_USER") ?? variable("DOAS_USER") ?? Environment.UserName;

    private static async Task<Outcome> SendAsync(
        ServiceContext context, HoldRequest request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerTime);
        try
        {
            await using var connection =
                await LocalClient.TryConnectAsync(context.Layout, Role.Spm, Role.Service, deadline.Token)
                ?? throw new ServiceException(
                    "aops-spm does not run, or this user may not ask it; nothing was held back", ExitCodes.Unavailable);
            await connection.SendAsync(request, deadline.Token);
            return await connection.ReceiveAsync(deadline.Token) switch
            {
                DoneReply done => new() { Ok = true, Message = done.Message ?? "done" },
                FaultReply fault => throw new ServiceException(fault.Message, fault.ExitCode),
                _ => throw new ServiceException("aops-spm closed the connection", ExitCodes.Unavailable),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceException(
                $"aops-spm has not answered within {AnswerTime.TotalSeconds:0} s; see 'status'", ExitCodes.Unavailable);
        }
    }
}
