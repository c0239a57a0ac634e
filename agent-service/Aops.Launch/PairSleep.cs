using Aops.Native;
using Aops.Native.Events;
using Aops.Native.Memory;
using Aops.Native.Processes;

namespace Aops.Launch;

/// <summary>Sleeps for as long as two processes live.</summary>
internal static class PairSleep
{
    // A kernel before 5.3 has no pidfd: there two small files are read this often.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    // What a start has touched, also of the program's own code, is of no use for as long as this sleeps. Twice, as
    // reading which code there is takes memory too.
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
                // A signal that is ignored has interrupted the wait.
            }
        }
        catch (PosixException)
        {
            while (first.IsAlive && second.IsAlive) Thread.Sleep(LookPeriod);
        }
    }
}
