using Aops.Releases.Runbooks;

namespace Aops.Spm.Playbooks;

/// <summary>Where archives of signed playbooks come from.</summary>
internal interface IPlaybookArchives
{
    /// <summary>Brings the archive of a playbook to this host.</summary>
    /// <param name="runbook">A signed runbook that is a playbook.</param>
    /// <returns>Its path on this host; every fault of the repository, the network and the disk is an outcome.</returns>
    Task<TargetLook<string>> FetchPlaybookAsync(Runbook runbook, CancellationToken cancellationToken);
}
