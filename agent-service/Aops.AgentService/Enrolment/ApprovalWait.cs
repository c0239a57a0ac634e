using Aops.AgentService.Faults;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.AgentService.Enrolment;

/// <summary>
/// Registers until an operator has approved the host: at the pause that the server asks for, then at pauses that double.
/// </summary>
/// <param name="longest">How long it waits for the approval.</param>
internal sealed class ApprovalWait(ServiceContext context, TimeSpan longest)
{
    /// <summary>Pause between two registrations where the server does not ask for another one.</summary>
    internal static readonly TimeSpan PauseFirst = TimeSpan.FromSeconds(15);

    /// <summary>Longest pause between two registrations.</summary>
    internal static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    /// <summary>Registers, and waits for the approval where the server says so.</summary>
    /// <exception cref="ServiceException">Refused, unreachable, or not approved in time.</exception>
    internal async Task<RegisterReply> RegisterAsync(
        Func<CancellationToken, Task<RegistrationOutcome>> register, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        TimeSpan? pause = null;
        while (true)
        {
            switch (await register(cancellationToken))
            {
                case RegistrationOutcome.Accepted accepted:
                    return accepted.Reply;
                case RegistrationOutcome.Waiting waiting:
                    if (pause is null) context.Progress.Note($"{waiting.Reason}; waiting up to {longest.TotalSeconds:0} s");
                    pause = NextPause(pause, waiting.RetryAfter);
                    if (context.Time.GetElapsedTime(began) + pause.Value > longest)
                    {
                        throw new ServiceException(
                            $"{waiting.Reason}; it was not approved within {longest.TotalSeconds:0} s, install again " +
                            "with the same token once it is", ExitCodes.Unavailable);
                    }
                    await Task.Delay(pause.Value, context.Time, cancellationToken);
                    break;
            }
        }
    }

    private static TimeSpan NextPause(TimeSpan? before, TimeSpan? asked)
    {
        var own = before is { } pause ? pause * 2 : PauseFirst;
        var longer = before is not null && asked < own ? own : asked ?? own;
        return longer > PauseMax ? PauseMax : longer < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : longer;
    }
}
