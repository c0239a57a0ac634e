using System.Text.Json;
using Aops.Native.Files;
using Aops.Native.Processes;

namespace Aops.Runs;

/// <summary><c>keeper.json</c>: the process of a keeper.</summary>
public sealed record KeeperProcess
{
    private const int BytesMax = 4 * 1024;

    /// <summary>Its pid.</summary>
    public required int Pid { get; init; }

    /// <summary>Its start time, in clock ticks since boot.</summary>
    public required long StartTicks { get; init; }

    /// <summary>Pid and start time.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ProcessIdentity Identity => new(Pid, StartTicks);

    /// <summary>Writes it of this process.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteSelf(string path)
    {
        var self = ProcessIdentity.Self;
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(
            new KeeperProcess { Pid = self.Pid, StartTicks = self.StartTicks }, KeeperJson.Default.KeeperProcess));
    }

    /// <summary>Reads it.</summary>
    /// <returns>Null if there is no file, or it is no such record.</returns>
    /// <exception cref="IOException">The file exists and cannot be read now.</exception>
    public static KeeperProcess? TryRead(string path) =>
        KeeperFile.TryRead(path, KeeperJson.Default.KeeperProcess, BytesMax);
}
