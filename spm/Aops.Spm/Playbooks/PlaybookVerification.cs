using Aops.Releases.Runbooks;

namespace Aops.Spm.Playbooks;

/// <summary>Brings what a playbook needs to this host, and looks whether the host has what it requires; nothing is run.</summary>
internal sealed class PlaybookVerification(IPlaybookArchives archives)
{
    /// <summary>Decides.</summary>
    /// <param name="runbook">A signed runbook that is a playbook.</param>
    /// <param name="isCheck">Whether it is only to look at what it would change.</param>
    /// <param name="secrets">Values of its secret parameters.</param>
    /// <param name="cancellationToken">Ends it with <see cref="OperationCanceledException"/>.</param>
    public async Task<PlaybookVerdict> VerifyAsync(
        Runbook runbook, bool isCheck, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var playbook = runbook.Playbook!;
        if (isCheck && !playbook.MayCheck) return new PlaybookVerdict.Refused("it is signed without mayCheck");
        // Before anything is fetched: what is missing here does not come by itself.
        if (await PlaybookPreflight.FindFaultAsync(playbook.Requires, runbook.Command, cancellationToken) is { } fault)
            return new PlaybookVerdict.Refused(fault);
        return await archives.FetchPlaybookAsync(runbook, cancellationToken) switch
        {
            TargetLook<string>.Found found =>
                new PlaybookVerdict.Ready(new PlaybookRun(playbook, found.Content, isCheck, secrets)),
            TargetLook<string>.Failed failed => new PlaybookVerdict.Later(failed.Sentence),
            TargetLook<string>.Refused refused => new PlaybookVerdict.Refused(refused.Sentence),
            _ => new PlaybookVerdict.Refused("its archive is not signed"),
        };
    }
}
