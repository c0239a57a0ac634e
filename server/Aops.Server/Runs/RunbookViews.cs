using Aops.Releases.Runbooks;

namespace Aops.Server.Runs;

/// <summary>A signed runbook as it is published.</summary>
internal sealed record RunbookView
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>What it is, in a few words; absent where its content is not here.</summary>
    public string? Title { get; init; }

    /// <summary>What it does and what it touches.</summary>
    public string? Description { get; init; }

    /// <summary>Whether a signed command must name it: <c>POST /api/v1/runs</c> with <c>runbook</c> refuses it.</summary>
    public required bool NeedsSignature { get; init; }

    public required IReadOnlyList<RunbookParameterView> Parameters { get; init; }

    /// <summary>The playbook that it is; absent where it is a command.</summary>
    public PlaybookView? Playbook { get; init; }

    /// <summary>Why its content cannot be read here; absent if it can.</summary>
    public string? Fault { get; init; }
}

/// <summary>A parameter of a runbook.</summary>
internal sealed record RunbookParameterView
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary>Type of the value, of a playbook's parameter: the value of a list or a map is its JSON, as a text.</summary>
    public ParameterType? Type { get; init; }

    /// <summary>A regular expression that matches the whole value; absent where <c>values</c> are told.</summary>
    public string? Pattern { get; init; }

    /// <summary>The values that it may have; absent for any that the pattern matches.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The value where none is given; absent for none.</summary>
    public string? Default { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Whether its value is told to no reader, and deleted with the end of the run.</summary>
    public required bool IsSecret { get; init; }
}

/// <summary>A playbook of Ansible, which a host applies to itself.</summary>
internal sealed record PlaybookView
{
    /// <summary>The file of its archive that is run.</summary>
    public required string File { get; init; }

    /// <summary>Whether a run may have <c>check</c>.</summary>
    public required bool MayCheck { get; init; }

    /// <summary>What a host needs, and is refused without.</summary>
    public required PlaybookRequirements Requires { get; init; }

    /// <summary>SHA-256 of its archive, which the signed runbook pins.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of its archive, in bytes.</summary>
    public required int LengthBytes { get; init; }

    public static PlaybookView Of(Playbook playbook) => new()
    {
        File = playbook.File,
        MayCheck = playbook.MayCheck,
        Requires = playbook.Requires,
        Sha256 = playbook.Archive.Sha256,
        LengthBytes = playbook.Archive.LengthBytes,
    };
}

/// <summary>Answer of <c>GET /api/v1/runbooks</c>.</summary>
internal sealed record RunbookList
{
    /// <summary>By name and version.</summary>
    public required IReadOnlyList<RunbookView> Runbooks { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page; absent on the last one.</summary>
    public string? Next { get; init; }
}
