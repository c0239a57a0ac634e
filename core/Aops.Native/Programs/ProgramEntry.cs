namespace Aops.Native.Programs;

/// <summary>
/// How every program of the suite begins and ends: standard streams that decide nothing, and one sentence for an exception
/// that nobody expected, on whichever thread it is thrown.
/// </summary>
public static class ProgramEntry
{
    /// <summary>EX_IOERR of sysexits.h: the work is done, and what there was to say could not be written.</summary>
    public const int OutputLost = 74;

    /// <summary>EX_SOFTWARE of sysexits.h: a bug.</summary>
    public const int Software = 70;

    /// <summary>Told of an exception that ends the process, before the process ends; it must not throw.</summary>
    public static event Action<Exception>? Ending;

    /// <summary>Runs a program.</summary>
    /// <param name="name">Its name, which begins its sentences.</param>
    /// <param name="program">What it does; returns the exit code.</param>
    /// <returns>
    /// That code; <see cref="OutputLost"/> in place of 0 where something could not be written, <see cref="Software"/>
    /// after an exception.
    /// </returns>
    public static int Run(string name, Func<int> program)
    {
        Begin(name);
        try
        {
            return Finish(name, program());
        }
        // The filter runs while whatever the program holds, its log above all, is still open.
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
            // Neither a trace on the terminal nor a core file; whoever watches this process starts it again.
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
