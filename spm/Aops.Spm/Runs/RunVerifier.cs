using Aops.Contracts;
using System.Globalization;
using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Releases.Runbooks;
using Aops.Spm.Playbooks;

namespace Aops.Spm.Runs;

/// <summary>
/// Verifies orders. Whatever a server says, under <see cref="RunPolicy.Signed"/> only two ways lead to
/// <see cref="RunVerdict.Allowed"/>: a runbook among the operator's own targets, and a command that enough of the
/// operator's commanders have signed. A log that is followed, and a diagnosis, run nothing but the suite's own program.
/// </summary>
/// <param name="playbooks">Brings the files of a playbook, and looks whether this host can run it.</param>
/// <param name="policy">The host's policy, from its conf.yml alone.</param>
/// <param name="host">This host; null while it has no identity.</param>
internal sealed class RunVerifier(
    AopsLayout layout, IRunTargets targets, PlaybookVerification playbooks, Func<RunPolicy> policy, Func<RunHost?> host,
    TimeProvider clock)
    : IRunVerifier
{
    public async Task<RunVerdict> VerifyAsync(RunOrder order, CancellationToken cancellationToken)
    {
        var inForce = policy();
        if (order.Log is null && !order.Diagnosis && inForce is not (RunPolicy.Signed or RunPolicy.Any))
            return new RunVerdict.Refused("conf.yml of this host says runs: none");
        if (FaultOf(order) is { } fault) return new RunVerdict.Refused(fault);
        if (clock.GetUtcNow() >= order.StartBefore)
        {
            return new RunVerdict.Refused(string.Create(CultureInfo.InvariantCulture,
                $"it was to start before {order.StartBefore:u}, and this host's clock says {clock.GetUtcNow():u}"));
        }
        var verdict = order switch
        {
            { Runbook: { } runbook } => await VerifyRunbookAsync(order, runbook, cancellationToken),
            { Log: { } log } => FollowedLog.Verify(layout, log, order.StartBefore),
            { Diagnosis: true } => SentDiagnosis.Allow(layout, order.StartBefore),
            { Envelope: { } envelope } => await VerifyEnvelopeAsync(order, envelope, cancellationToken),
            _ => VerifyPlain(order, inForce),
        };
        return verdict is RunVerdict.Allowed allowed ? Shorten(allowed, order.TimeoutSeconds) : verdict;
    }

    private static string? FaultOf(RunOrder order)
    {
        object?[] named = [order.Runbook, order.Envelope, order.Command, order.Log, order.Diagnosis ? order : null];
        var ways = named.Count(way => way is not null);
        if (ways != 1)
            return $"the order has {ways} of runbook, envelope, command, log and diagnosis, where one is needed";
        if (order.Runbook is null && order.Parameters.Count > 0) return "the order has parameters and no runbook";
        if (order.Check && order.Runbook is null) return "the order has check and no runbook";
        return order.TimeoutSeconds is null or (>= 1 and <= RunLimits.SecondsMax)
            ? null
            : $"timeoutSeconds: {order.TimeoutSeconds} is not within 1 to {RunLimits.SecondsMax}";
    }

    private static RunVerdict VerifyPlain(RunOrder order, RunPolicy policy)
    {
        if (policy != RunPolicy.Any)
            return new RunVerdict.Refused("the command is not signed, and conf.yml of this host says runs: signed");
        var faults = RunCommandRules.FaultsOf(order.Command!);
        return faults.Count == 0
            ? new RunVerdict.Allowed(order.Command!) { StartBefore = order.StartBefore }
            : new RunVerdict.Refused($"the command cannot be run: {Join(faults)}");
    }

    private async Task<RunVerdict> VerifyRunbookAsync(
        RunOrder order, RunbookReference reference, CancellationToken cancellationToken)
    {
        var verdict = await BindAsync(reference, order.Parameters, order.Check, null, cancellationToken);
        return verdict is RunVerdict.Allowed allowed ? allowed with { StartBefore = order.StartBefore } : verdict;
    }

    private async Task<RunVerdict> VerifyEnvelopeAsync(
        RunOrder order, RunEnvelope envelope, CancellationToken cancellationToken)
    {
        if (host() is not { } self) return new RunVerdict.Later("this host has no identity yet");
        switch (await targets.FindCommandersAsync(cancellationToken))
        {
            case TargetLook<Commanders>.Failed failed:
                return new RunVerdict.Later(failed.Sentence);
            case TargetLook<Commanders>.Refused refused:
                return new RunVerdict.Refused(refused.Sentence);
            case TargetLook<Commanders>.Found found:
                return CommandEnvelope.Verify(envelope, found.Content, self, clock.GetUtcNow()) switch
                {
                    CommandVerdict.Verified verified => await AllowAsync(order, verified, cancellationToken),
                    CommandVerdict.Refused refused => new RunVerdict.Refused(refused.Sentence),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            default:
                return new RunVerdict.Refused(
                    $"the operator has signed no {Commanders.TargetName}, so that no signed command is taken");
        }
    }

    private async Task<RunVerdict> AllowAsync(
        RunOrder order, CommandVerdict.Verified verified, CancellationToken cancellationToken)
    {
        var signed = verified.Command;
        var verdict = signed.Runbook is { } reference
            ? await BindAsync(reference, signed.Parameters, isCheck: false, verified, cancellationToken)
            : new RunVerdict.Allowed(signed.Command!) { StartBefore = order.StartBefore };
        return verdict is RunVerdict.Allowed allowed
            ? allowed with
            {
                Nonce = signed.Nonce,
                StartBefore = signed.Expires < order.StartBefore ? signed.Expires : order.StartBefore,
            }
            : verdict;
    }

    // The values are the server's where nothing is signed beside the runbook.
    private async Task<RunVerdict> BindAsync(
        RunbookReference reference, IReadOnlyDictionary<string, string> values, bool isCheck,
        CommandVerdict.Verified? signed, CancellationToken cancellationToken)
    {
        var shown = $"{ShownText.Of(reference.Name)} {ShownText.Of(reference.Version)}";
        switch (await targets.FindRunbookAsync(reference, cancellationToken))
        {
            case TargetLook<Runbook>.Failed failed:
                return new RunVerdict.Later(failed.Sentence);
            case TargetLook<Runbook>.Refused refused:
                return new RunVerdict.Refused(refused.Sentence);
            case TargetLook<Runbook>.Found { Content: { NeedsSignature: true } } when signed is null:
                return new RunVerdict.Refused($"runbook {shown} needs a signed command that names it");
            case TargetLook<Runbook>.Found { Content: var runbook }:
                if (signed?.FaultOfUser(runbook.Command.User) is { } fault)
                    return new RunVerdict.Refused($"runbook {shown} is refused: {fault}");
                return runbook.Bind(values) switch
                {
                    RunbookBinding.Bound bound => await AllowAsync(runbook, bound, isCheck, shown, cancellationToken),
                    RunbookBinding.Refused refused =>
                        new RunVerdict.Refused($"runbook {shown} is refused: {Join(refused.Sentences)}"),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            default:
                return new RunVerdict.Refused($"the operator has signed no runbook {shown}");
        }
    }

    private async Task<RunVerdict> AllowAsync(
        Runbook runbook, RunbookBinding.Bound bound, bool isCheck, string shown, CancellationToken cancellationToken)
    {
        var allowed = new RunVerdict.Allowed(bound.Command)
        {
            Parameters = bound.Parameters, Secrets = bound.Secrets, StartBefore = DateTimeOffset.MinValue,
        };
        if (runbook.Playbook is null)
            return isCheck ? new RunVerdict.Refused($"runbook {shown} is no playbook, and cannot be checked") : allowed;
        return await playbooks.VerifyAsync(runbook, isCheck, bound.Secrets, cancellationToken) switch
        {
            PlaybookVerdict.Ready ready => allowed with { Playbook = ready.Run },
            PlaybookVerdict.Later later => new RunVerdict.Later(later.Sentence),
            PlaybookVerdict.Refused refused => new RunVerdict.Refused($"playbook {shown} is refused: {refused.Sentence}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static RunVerdict.Allowed Shorten(RunVerdict.Allowed allowed, int? seconds) =>
        seconds is { } limit && limit < allowed.Command.TimeoutSeconds
            ? allowed with { Command = allowed.Command with { TimeoutSeconds = limit } }
            : allowed;

    private static string Join(IEnumerable<string> sentences) => string.Join("; ", sentences);
}
