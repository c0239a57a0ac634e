namespace Aops.SubAgentSdk;

/// <summary>
/// A file whose age shows that a sub-agent is alive, for a liveness probe of kind <c>file</c>. A sub-agent
/// that writes reports often enough does not need it: the probe can check the report.
/// </summary>
/// <param name="path">The file, absolute; its folder exists.</param>
public sealed class HeartbeatFile(string path)
{
    /// <summary>
    /// Updates the age. To be called from the loop that does the work, not from a separate timer.
    /// </summary>
    /// <exception cref="IOException">The file cannot be created or changed.</exception>
    public void Touch()
    {
        // Changing the time needs no disk block, so it works on a full disk.
        if (File.Exists(path))
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        else
            File.WriteAllBytes(path, []);
    }
}
