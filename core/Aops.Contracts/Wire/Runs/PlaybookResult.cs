namespace Aops.Contracts.Wire.Runs;

/// <summary>What a playbook did on a host, task by task where it matters.</summary>
public sealed record PlaybookResult
{
    /// <summary>Most tasks that are named in each list.</summary>
    public const int TasksMax = 100;

    /// <summary>Longest text of a member, in characters.</summary>
    public const int CharsMax = 512;

    /// <summary>Whether it only looked at what it would change.</summary>
    public required bool Check { get; init; }

    /// <summary>Version of ansible-core; null where it did not begin.</summary>
    public string? Ansible { get; init; }

    /// <summary>How many tasks ended how; null where the playbook did not reach its end.</summary>
    public PlaybookRecap? Recap { get; init; }

    /// <summary>Tasks that changed something, or would have.</summary>
    public IReadOnlyList<PlaybookTask> Changed { get; set; } = [];

    /// <summary>Tasks that failed, without those that a rescue or <c>ignore_errors</c> took.</summary>
    public IReadOnlyList<PlaybookTask> Failed { get; set; } = [];

    /// <summary>Tasks that changed or failed and are named in neither list, since they are too many.</summary>
    public int LeftOut { get; init; }

    /// <summary>How many tasks changed something, or would have.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int ChangedCount => Recap?.Changed ?? Changed.Count;
}

/// <summary>How many tasks of a playbook ended how.</summary>
public sealed record PlaybookRecap
{
    /// <summary>Tasks that went well, those that changed something among them.</summary>
    public int Ok { get; init; }

    /// <summary>Tasks that changed something.</summary>
    public int Changed { get; init; }

    /// <summary>Tasks that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Tasks whose host was not reached, as when another user cannot be become.</summary>
    public int Unreachable { get; init; }

    /// <summary>Tasks that were left out by their conditions.</summary>
    public int Skipped { get; init; }

    /// <summary>Failures that a rescue took.</summary>
    public int Rescued { get; init; }

    /// <summary>Failures that were to be ignored.</summary>
    public int Ignored { get; init; }

    /// <summary>Time of the whole playbook.</summary>
    public double Seconds { get; init; }
}

/// <summary>A task of a playbook on a host.</summary>
public sealed record PlaybookTask
{
    /// <summary>Its name, with that of its role.</summary>
    public required string Task { get; init; }

    /// <summary>File and line in the set: <c>roles/web/tasks/main.yml:12</c>.</summary>
    public string? Path { get; init; }

    /// <summary>What it is about: a file, a package, a unit; null where its module does not say it.</summary>
    public string? Object { get; init; }

    /// <summary>What its module said; values of secret parameters are masked.</summary>
    public string? Message { get; init; }

    /// <summary>Time that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Length of the difference that it showed, in bytes; the difference is in the output.</summary>
    public int DiffBytes { get; init; }

    /// <summary>Bytes of standard output before its result.</summary>
    public long Offset { get; init; }
}
