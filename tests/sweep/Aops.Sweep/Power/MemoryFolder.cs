using Aops.Native.Files;

namespace Aops.Sweep.Power;

/// <summary>
/// A folder in memory, where one can be had: a flush costs nothing there, and looking at a state flushes. Disposing it
/// deletes it.
/// </summary>
internal sealed class MemoryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly string _parent = Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"aops-power-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("aops-power-").FullName;

    /// <summary>The folder.</summary>
    public string Path => System.IO.Path.Combine(_parent, "look");

    public void Dispose() => FileTree.Delete(_parent);
}
