namespace Aops.SubAgentSdk;

/// <summary>
/// A file whose age tells that a sub-agent is alive: the other side of a liveness probe of kind <c>file</c>. A
/// sub-agent that writes a report often enough needs none: the probe can look at the report.
/// </summary>
/// <param name="path">The file, absolute; its folder exists.</param>
public sealed class HeartbeatFile(string path)
{
    /// <summary>Says "alive now". To be called from the loop that does the work, not from a timer beside it.</summary>
    /// <exception cref="IOException">The file cannot be created or changed.</exception>
    public void Touch()
    {
        // Changing the time needs no block on the disk, so it works on a full one.
        if (File.Exists(path))
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        else
            File.WriteAllBytes(path, []);
    }
}
