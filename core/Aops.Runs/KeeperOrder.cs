using System.Text.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;

namespace Aops.Runs;

/// <summary>
/// <c>order.json</c>: what the keeper executes. All names are resolved: the keeper looks nothing up.
/// </summary>
public sealed record KeeperOrder
{
    // A script of 64 KiB is a file of its own; arguments and environment have at most 256 texts of 8,192 characters.
    private const int BytesMax = 32 * 1024 * 1024;

    /// <summary>Schema version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The program, absolute, and its arguments.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Env { get; init; }

    /// <summary>Working directory, absolute.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>User to become; null for the user of the keeper.</summary>
    public RunAccount? Account { get; init; }

    /// <summary>Open files of each process; 0 for the default.</summary>
    public int OpenFilesMax { get; init; }

    /// <summary>Processes of the user, where no control group limits them; 0 for the default.</summary>
    public int TasksMax { get; init; }

    /// <summary>Memory that a control group grants, in bytes, for the sentence of a run that exceeds it; 0 for any.</summary>
    public long MemoryMaxBytes { get; init; }

    /// <summary>Folders of control groups that the program enters.</summary>
    public IReadOnlyList<string> ControlGroups { get; set; } = [];

    /// <summary>Longest time that it may run, in seconds.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>Longest time without output, in seconds; 0 for any.</summary>
    public int IdleTimeoutSeconds { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL, in seconds.</summary>
    public int GraceSeconds { get; set; } = RunLimits.GraceSecondsDefault;

    /// <summary>Output that is held until it is acknowledged, in bytes.</summary>
    public long SpoolBytesMax { get; set; } = RunLimits.OutputBytesDefault;

    /// <summary>Texts that the output must not show.</summary>
    public IReadOnlyList<string> Masked { get; set; } = [];

    /// <summary>Writes the order durably, mode 0600.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, KeeperJson.Default.KeeperOrder));

    /// <summary>Reads the order.</summary>
    /// <returns>The order; null if there is no file, or it is no order of this version.</returns>
    /// <exception cref="IOException">The file exists and cannot be read now.</exception>
    public static KeeperOrder? TryRead(string path) =>
        KeeperFile.TryRead(path, KeeperJson.Default.KeeperOrder, BytesMax) is { Schema: 1, Args.Count: > 0 } order
            ? order
            : null;
}

/// <summary>A user with groups, as numbers.</summary>
/// <param name="UserId">User id.</param>
/// <param name="GroupId">Group id.</param>
/// <param name="Groups">Supplementary groups.</param>
public sealed record RunAccount(uint UserId, uint GroupId, IReadOnlyList<uint> Groups);
