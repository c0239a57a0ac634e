namespace Aops.Native.Processes;

/// <summary>What the reaped children of this process, and theirs, have used (getrusage(2), RUSAGE_CHILDREN).</summary>
/// <param name="CpuMilliseconds">Processor time in user and kernel mode, in milliseconds.</param>
/// <param name="MemoryPeakBytes">Largest resident memory of one of them, in bytes.</param>
public readonly record struct ChildUsage(long CpuMilliseconds, long MemoryPeakBytes)
{
    /// <summary>Reads it.</summary>
    public static unsafe ChildUsage Read()
    {
        ProcessCalls.ResourceUsage usage = default;
        _ = ProcessCalls.GetUsage(ProcessCalls.RUSAGE_CHILDREN, &usage);
        return new(
            ((usage.UserSeconds + usage.SystemSeconds) * 1000)
                + ((usage.UserMicroseconds + usage.SystemMicroseconds) / 1000),
            usage.ResidentKilobytesMax * 1024);
    }
}
