namespace Aops.Native.Programs;

/// <summary>
/// The main function of every program of the suite: failing standard streams do not change its work, and an
/// unhandled exception on any thread yields one sentence.
/// </summary>
public static class ProgramEntry
{
    /// <summary>EX_IOERR of sysexits.h: the work is done, but its output could not be written.</summary>
    public const int OutputLost = 74;

    /// <summary>EX_SOFTWARE of sysexits.h: a bug.</summary>
    public const int Software = 70;

    /// <summary>Raised for an unhandled exception before the process exits; handlers must not throw.</summary>
    public static event Action<Exception>? Ending;

    /// <summary>Runs a program.</summary>
    /// <param name="name">Name of the program, with which its sentences begin.</param>
    /// <param name="program">The program; returns the exit code.</param>
    /// <returns>
    /// That code; <see cref="OutputLost"/> instead of 0 if output could not be written, <see cref="Software"/>
    /// after an unhandled exception.
    /// </returns>
    public static int Run(string name, Func<int> program)
    {
        Begin(name);
        try
        {
            return Finish(name, program());
        }
        // An exception filter runs before finally blocks, so the program's log is still open.
        catch (Exception e) when (Tell(name, e))
        {
            return Software;
        }
    }

    /// <inheritdoc cref="Run"/>
    public static async Task<int> RunAsync(string name, Func<Task<int>> program)
    {
        Begin(name);
        try
        {
            return Finish(name, await program());
        }
        catch (Exception e) when (Tell(name, e))
        {
            return Software;
        }
    }

    private static void Begin(string name)
    {
        StandardStreams.Take();
        AppDomain.CurrentDomain.UnhandledException += (_, fault) =>
        {
            if (fault.ExceptionObject is Exception e) Tell(name, e);
            // Exit instead of a crash: no stack trace on the terminal and no core file; the watching process
            // restarts this one.
            Environment.Exit(Software);
        };
    }

    private static bool Tell(string name, Exception error)
    {
        Ending?.Invoke(error);
        Console.Error.WriteLine($"{name}: {BugSentence.Of(error)}");
        return true;
    }

    private static int Finish(string name, int code)
    {
        if (code != 0 || StandardStreams.FindLoss() is not { } loss) return code;
        Console.Error.WriteLine($"{name}: {loss}; what was asked for is done");
        return OutputLost;
    }
}
