namespace Aops.ReleaseTool.Output;

/// <summary>
/// Result of a verb, printed with <c>--json</c> as one line on standard output after success and failure alike. What a verb
/// does not concern is left out.
/// </summary>
internal sealed class ToolReport
{
    /// <summary>Version of this format; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Whether everything that was asked for holds.</summary>
    public bool Ok { get; set; }

    public int ExitCode { get; set; }

    /// <summary>What the verb prints without <c>--json</c>; after a failure the fault.</summary>
    public string Message { get; set; } = "";

    /// <summary>Whether the repository, a server or a file was changed.</summary>
    public bool? Changed { get; set; }

    /// <summary>The file that was written.</summary>
    public string? File { get; set; }

    /// <summary>Its SHA-256 in hexadecimal.</summary>
    public string? Sha256 { get; set; }

    /// <summary>Its length in bytes.</summary>
    public long? Bytes { get; set; }

    /// <summary>Packages and programs that the verb has made, signed, listed or withdrawn.</summary>
    public List<TargetReport>? Targets { get; set; }

    /// <summary>The roles of the metadata.</summary>
    public List<RoleReport>? Roles { get; set; }

    /// <summary>The files that were published, and those that were there already.</summary>
    public List<FileReport>? Files { get; set; }

    /// <summary>Revision of the layer that orders the version.</summary>
    public long? Revision { get; set; }

    /// <summary>What should be known although the verb succeeded, a sentence each.</summary>
    public List<string>? Notes { get; set; }

    /// <summary>Adds a target.</summary>
    public void Add(TargetReport target) => (Targets ??= []).Add(target);

    /// <summary>Adds a note.</summary>
    public void Note(string sentence) => (Notes ??= []).Add(sentence);
}
