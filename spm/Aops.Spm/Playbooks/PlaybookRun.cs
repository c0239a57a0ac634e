using Aops.Releases.Runbooks;

namespace Aops.Spm.Playbooks;

/// <summary>A playbook that is run.</summary>
/// <param name="Playbook">What is signed.</param>
/// <param name="ArchivePath">Its archive on this host.</param>
/// <param name="IsCheck">Whether it only looks at what it would change.</param>
/// <param name="Secrets">What its output must not show.</param>
internal sealed record PlaybookRun(Playbook Playbook, string ArchivePath, bool IsCheck, IReadOnlyList<string> Secrets);
