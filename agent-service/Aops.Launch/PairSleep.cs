using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Memory;
using Aops.Native.Processes;

namespace Aops.Launch;

/// <summary>Sleeps until one of two processes ends.</summary>
internal static class PairSleep
{
    // Kernels before 5.3 have no pidfd: two small files are read at this interval.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    // Releases the pages that the start has touched, also of the program's code, since none is needed
    // during the sleep. Twice, since listing the code takes memory too.
    private static void Rest()
    {
        ProcessMemory.GiveBackCode();
        ProcessMemory.GiveBackHeaps();
        ProcessMemory.GiveBackCode();
    }

    /// <summary>Returns once one of the two has ended.</summary>
    public static void UntilEitherEnds(ProcessIdentity first, ProcessIdentity second)
    {
        try
        {
            using var firstEnd = PidFd.TryOpen(first);
            using var secondEnd = PidFd.TryOpen(second);
            if (firstEnd is null || secondEnd is null) return;
            using var both = new Epoll();
            both.Add(firstEnd.Handle, 1);
            both.Add(secondEnd.Handle, 2);
            Rest();
            Span<long> ended = stackalloc long[2];
            while (both.Wait(ended, milliseconds: -1) == 0)
            {
                // Interrupted by an ignored signal.
            }
        }
        catch (PosixException)
        {
            while (first.IsAlive && second.IsAlive) Thread.Sleep(LookPeriod);
        }
    }
}
