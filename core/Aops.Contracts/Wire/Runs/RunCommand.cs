using Aops.Contracts.SubAgents;

namespace Aops.Contracts.Wire.Runs;

/// <summary>
/// A program with its surroundings and bounds. Exactly one of <see cref="Script"/> and <see cref="Args"/> is there; no
/// shell reads any of it, unless it is named as the interpreter.
/// </summary>
public sealed record RunCommand
{
    /// <summary>The program, absolute or found in <c>PATH</c>, and its arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Text that the interpreter gets as a file.</summary>
    public string? Script { get; init; }

    /// <summary>Program and first arguments that run the script, whose path follows; null for <c>/bin/sh</c>.</summary>
    public IReadOnlyList<string>? Interpreter { get; init; }

    /// <summary>Environment beside <c>PATH</c> and the variables that the suite sets. Nothing else is inherited.</summary>
    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    /// <summary>
    /// Variables whose values the host has: the name of a secret for each, a file of the folder <c>secrets</c> beside its
    /// conf.yml. What it reads there is masked in the output. Null for none.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Secrets { get; init; }

    /// <summary>User to run as, by name or number; null for spm's user.</summary>
    public string? User { get; init; }

    /// <summary>Working directory, absolute; null for a folder of this run.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Longest time that it may run, in seconds.</summary>
    public int TimeoutSeconds { get; set; } = RunLimits.SecondsDefault;

    /// <summary>Longest time without output, in seconds; 0 for any.</summary>
    public int IdleTimeoutSeconds { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL, in seconds.</summary>
    public int GraceSeconds { get; set; } = RunLimits.GraceSecondsDefault;

    /// <summary>Output that is retained of it, on a host until the server has it and on the server, in bytes.</summary>
    public long OutputBytesMax { get; set; } = RunLimits.OutputBytesDefault;

    /// <summary>Limits on all its processes.</summary>
    public LimitSpec Limits { get; set; } = new();

    /// <summary>Whether neither another exclusive run nor an upgrade happens beside it.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Whether it may be started again where it is not known if it ran.</summary>
    public bool IsSafeToRepeat { get; init; }
}
