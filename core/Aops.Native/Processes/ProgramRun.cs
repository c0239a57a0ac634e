using System.Text;
using Aops.Native.Events;

namespace Aops.Native.Processes;

/// <summary>The result of a program that was run to its end.</summary>
/// <param name="Exit">How it ended; null if it was killed because of the time limit or a cancellation.</param>
/// <param name="Output">
/// What it wrote to standard output and standard error, truncated to the bound of the run.
/// </param>
public sealed record ProgramRun(ChildExit? Exit, string Output)
{
    /// <summary>Longest output that is captured, unless the caller asks for more.</summary>
    public const int OutputBytesMax = 16 * 1024;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs a program and waits for its end.</summary>
    /// <param name="request">The program; its output is captured.</param>
    /// <param name="time">Longest run; after it the program's process group is killed.</param>
    /// <param name="cancellationToken">Kills the process group.</param>
    /// <param name="outputBytesMax">Longest output that is captured.</param>
    /// <exception cref="PosixException">The program cannot be executed.</exception>
    public static async Task<ProgramRun> ToEndAsync(
        SpawnRequest request, TimeSpan time, CancellationToken cancellationToken, int outputBytesMax = OutputBytesMax)
    {
        using var output = new AnonymousPipe();
        var pid = await SpawnAsync(request with { Output = output.Writer }, cancellationToken);
        output.Writer.Dispose();
        using var said = new MemoryStream();
        var buffer = new byte[1024];
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var exit = ChildExit.TryReap(pid);
            while (output.TryRead(buffer) is > 0 and var count)
            {
                if (said.Length + count <= outputBytesMax) said.Write(buffer, 0, count);
            }
            if (exit is not null) return new(exit, Encoding.UTF8.GetString(said.ToArray()));
            if (cancellationToken.IsCancellationRequested || TimeProvider.System.GetElapsedTime(begun) > time)
            {
                // The pid cannot have been reused: the process was not reaped yet.
                Signal.Send(-pid, Signal.SIGKILL);
                while (ChildExit.TryReap(pid) is null) await Task.Delay(LookPeriod, CancellationToken.None);
                return new(null, "");
            }
            await Task.Delay(LookPeriod, CancellationToken.None);
        }
    }

    // ETXTBSY: the file was closed a moment ago, but a child that was forked before may still hold it.
    private static async Task<int> SpawnAsync(SpawnRequest request, CancellationToken cancellationToken)
    {
        for (var tries = TextFileBusyRetry.BriefTries; ; tries += TextFileBusyRetry.BriefTries)
        {
            try
            {
                return Spawn.Start(request);
            }
            catch (PosixException e) when (e.Errno == Errno.ETXTBSY && tries < TextFileBusyRetry.Tries)
            {
                await Task.Delay(TextFileBusyRetry.Pause, cancellationToken);
            }
        }
    }
}
