using Aops.Runs;

namespace Aops.Launch.Runs;

/// <summary>What an operator is told about the end of a run.</summary>
internal static class KeeperSentence
{
    /// <summary>The sentence; null where the cause says all.</summary>
    /// <param name="hasLeft">Whether processes are left that could not be killed.</param>
    /// <param name="isForeign">Whether a signal that was not spm's asked for the end.</param>
    public static string? Of(RunEnd end, KeeperOrder order, bool hasLeft, bool isForeign)
    {
        var sentence = end.Cause switch
        {
            RunEndCause.TimedOut => $"it ran for longer than {order.TimeoutSeconds} s and was ended",
            RunEndCause.Idle => $"it wrote nothing for {order.IdleTimeoutSeconds} s and was ended",
            RunEndCause.Cancelled when isForeign => "its keeper was told to end, as when the host shuts down",
            RunEndCause.OutOfMemory when order.MemoryMaxBytes > 0 =>
                $"the kernel killed it at limits.memoryMaxBytes, {order.MemoryMaxBytes}",
            RunEndCause.OutOfMemory => "the kernel killed it for want of memory",
            _ => null,
        };
        if (!hasLeft) return sentence;
        const string left = "processes of it are left that cannot be killed";
        return sentence is null ? left : $"{sentence}; {left}";
    }
}
