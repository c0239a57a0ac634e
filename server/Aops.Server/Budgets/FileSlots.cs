using Aops.Server.Problems;

namespace Aops.Server.Budgets;

/// <summary>Files that are sent at once: each is a descriptor beside the one of its connection.</summary>
internal sealed class FileSlots(int filesMax)
{
    private int _taken;

    /// <summary>Takes one; disposing gives it back.</summary>
    /// <exception cref="RequestFault">All are taken.</exception>
    public IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) <= filesMax) return new Slot(this);
        Interlocked.Decrement(ref _taken);
        throw new RequestFault(
            ProblemKinds.Busy($"{filesMax} files are being sent, which is all that are sent at once."),
            ServerLimits.BusyRetryAfter);
    }

    private sealed class Slot(FileSlots slots) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) Interlocked.Decrement(ref slots._taken);
        }
    }
}
