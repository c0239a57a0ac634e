namespace Aops.Native.Programs;

/// <summary>
/// Standard input, output and error of a program. A write that fails (full disk, closed descriptor, reader gone)
/// never fails the program: it is recorded and reflected in the exit code.
/// </summary>
public static class StandardStreams
{
    private static StandardWriter? _output;
    private static StandardWriter? _error;

    /// <summary>Whether output was lost; a program that writes endlessly exits then.</summary>
    public static bool IsOutputLost => _output?.Loss is not null;

    /// <summary>Whether standard output is a pipe whose reader has gone (EPIPE), as <c>head</c> goes once it has enough.</summary>
    public static bool IsReaderGone => _output is { IsReaderGone: true };

    /// <summary>
    /// Makes <see cref="Console"/> use these streams. Must be called before any file is opened: a closed descriptor
    /// 0 to 2 is replaced by <c>/dev/null</c>, since the next opened file would otherwise get its number and
    /// receive the program's output.
    /// </summary>
    public static void Take()
    {
        var wasOutputClosed = FillClosed();
        Replace(new StandardWriter(1, wasOutputClosed), new StandardWriter(2, isClosed: false));
    }

    /// <summary>What was lost, and why; null for nothing.</summary>
    /// <returns>A clause: <c>standard output cannot be written (No space left on device)</c>.</returns>
    public static string? FindLoss() => Describe(_output, "standard output") ?? Describe(_error, "standard error");

    /// <summary>
    /// Forgets recorded losses: a service's earlier output must not change the exit code of its end.
    /// </summary>
    public static void Forgive()
    {
        _output?.Forget();
        _error?.Forget();
    }

    /// <summary>Replaces the writers, for tests.</summary>
    internal static void Replace(StandardWriter output, StandardWriter error)
    {
        (_output, _error) = (output, error);
        Console.SetOut(output);
        Console.SetError(error);
    }

    private static string? Describe(StandardWriter? writer, string name) =>
        writer?.Loss is { } reason ? $"{name} cannot be written ({reason})" : null;

    // A closed standard error means that progress is unwanted; a result on a closed standard output is a loss.
    private static bool FillClosed()
    {
        var wasOutputClosed = false;
        while (true)
        {
            var descriptor = StreamCalls.Open("/dev/null", StreamCalls.O_RDWR);
            if (descriptor > 2) _ = StreamCalls.Close(descriptor);
            if (descriptor is < 0 or > 2) return wasOutputClosed;
            if (descriptor == 1) wasOutputClosed = true;
        }
    }
}
