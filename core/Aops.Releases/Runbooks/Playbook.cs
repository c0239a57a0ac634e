namespace Aops.Releases.Runbooks;

/// <summary>
/// The part of a <see cref="Runbook"/> that makes it a playbook: a host unpacks the archive and applies it to itself by the
/// distribution's <c>ansible-playbook</c>, with a local connection.
/// Trust: the runbook is signed and pins the archive, so that its bytes need no signature of their own.
/// </summary>
public sealed record Playbook
{
    /// <summary>What <c>command.args</c> of such a runbook is; the arguments are the host's.</summary>
    public const string ProgramName = "ansible-playbook";

    /// <summary>The set: playbook, roles, templates and files.</summary>
    public required PlaybookArchive Archive { get; init; }

    /// <summary>The file of the archive that is run, for instance <c>site.yml</c>.</summary>
    public required string File { get; init; }

    /// <summary>Whether a run may only look at what it would change (<c>--check</c>).</summary>
    public bool MayCheck { get; init; }

    /// <summary>What a host needs; it is looked for before anything runs.</summary>
    public PlaybookRequirements Requires { get; set; } = new();

    /// <summary>Name of the archive's target.</summary>
    public static string ArchiveTargetOf(string name, string version) => $"playbooks/{name}/{version}.tar.zst";
}
