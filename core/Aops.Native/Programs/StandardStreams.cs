namespace Aops.Native.Programs;

/// <summary>
/// Standard input, output and error of a program, made such that they decide nothing: what cannot be written (full disk,
/// closed descriptor, reader that has gone) is lost, remembered, and told by the exit code, and never ends the work.
/// </summary>
public static class StandardStreams
{
    private static StandardWriter? _output;
    private static StandardWriter? _error;

    /// <summary>Whether something for standard output was lost: whoever writes on and on ends then.</summary>
    public static bool IsOutputLost => _output?.Loss is not null;

    /// <summary>
    /// Has <see cref="Console"/> write by these streams from now on. To be called before anything else opens a file: a
    /// descriptor of 0 to 2 that the caller left closed is taken by <c>/dev/null</c>, or the next file would get its number
    /// and the program's words.
    /// </summary>
    public static void Take()
    {
        var wasOutputClosed = FillClosed();
        Replace(new StandardWriter(1, wasOutputClosed), new StandardWriter(2, isClosed: false));
    }

    /// <summary>What was lost, and why; null for nothing.</summary>
    /// <returns>A part of a sentence: <c>standard output cannot be written (No space left on device)</c>.</returns>
    public static string? FindLoss() => Describe(_output, "standard output") ?? Describe(_error, "standard error");

    /// <summary>Forgets what was lost: words of a service's life say nothing of how it ended.</summary>
    public static void Forgive()
    {
        _output?.Forget();
        _error?.Forget();
    }

    /// <summary>Takes other writers, for tests.</summary>
    internal static void Replace(StandardWriter output, StandardWriter error)
    {
        (_output, _error) = (output, error);
        Console.SetOut(output);
        Console.SetError(error);
    }

    private static string? Describe(StandardWriter? writer, string name) =>
        writer?.Loss is { } reason ? $"{name} cannot be written ({reason})" : null;

    // Whoever closes standard error wants no progress; a result that goes nowhere is a loss.
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
