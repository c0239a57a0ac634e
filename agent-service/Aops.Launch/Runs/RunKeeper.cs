using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Runs.Output;

namespace Aops.Launch.Runs;

/// <summary>
/// Keeps one run from its start to the note of its end. Invariants: it holds the lock from before it looks at the files
/// until it ends; it executes nothing where the run was executed, or has ended, before; <c>executed</c> is on the disk
/// before the program begins, and <c>end.json</c> is written last.
/// </summary>
/// <param name="folder">The run.</param>
/// <param name="say">Receives every fault that <c>end.json</c> cannot tell, one sentence each.</param>
internal sealed class RunKeeper(RunFolder folder, Action<string> say)
{
    private const string OomScore = "-900";

    // spm takes the lock for a moment to see whether a keeper holds it.
    private static readonly TimeSpan LockTime = TimeSpan.FromMilliseconds(500);

    /// <summary>The signals that must be blocked in all threads.</summary>
    public static ReadOnlySpan<int> Signals => [Signal.SIGTERM, Signal.SIGCHLD];

    /// <summary>Keeps the run.</summary>
    /// <returns>Exit code.</returns>
    public int Run()
    {
        try
        {
            using var held = FileLock.Acquire(folder.Lock, LockTime);
            if (File.Exists(folder.End) || File.Exists(folder.Executed)) return ExitCodes.Ok;
            KeeperProcess.WriteSelf(folder.Keeper);
            Orphans.Collect();
            Protect();
            var end = Keep();
            return new RunEndFile(folder, say).Write(end) ? ExitCodes.Ok : ExitCodes.CannotWrite;
        }
        catch (TimeoutException)
        {
            return ExitCodes.AlreadyRunning;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            say($"{e.Message}; nothing was executed");
            return ExitCodes.CannotWrite;
        }
    }

    private RunEnd Keep()
    {
        if (File.Exists(folder.Cancel)) return NotBegun(RunEndCause.Cancelled, null);
        try
        {
            if (KeeperOrder.TryRead(folder.Order) is not { } order)
                return NotBegun(RunEndCause.NotExecuted, $"{folder.Order} is missing or damaged");
            RunEndFile.Reserve(folder);
            using var spool = new SpoolWriter(folder.Output, order.SpoolBytesMax);
            AtomicFile.Write(folder.Executed, "");
            return Execute(order, spool);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return NotBegun(RunEndCause.NotExecuted, $"it cannot be started: {e.Message}");
        }
    }

    private RunEnd Execute(KeeperOrder order, SpoolWriter spool)
    {
        using var loop = new KeeperLoop(folder, order, spool);
        PipedProgram program;
        try
        {
            program = PipedProgram.Start(order, folder);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return NotBegun(RunEndCause.NotExecuted, $"it cannot be started: {e.Message}") with { OutputEnd = spool.End };
        }
        using (program) return loop.Run(program);
    }

    private static RunEnd NotBegun(RunEndCause cause, string? fault) =>
        new() { Cause = cause, Fault = fault, EndedAt = DateTimeOffset.UtcNow };

    // The kernel should end the program for want of memory, not what notes that.
    private static void Protect()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", OomScore);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // Only root may lower it.
        }
    }
}
