using Aops.Server.Problems;

namespace Aops.Server.Budgets;

/// <summary>Limit on files that are sent at once: each needs a descriptor besides that of its connection.</summary>
internal sealed class FileSlots(int filesMax)
{
    private int _taken;

    /// <summary>Takes a slot; disposing returns it.</summary>
    /// <exception cref="RequestFault">All slots are in use.</exception>
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
