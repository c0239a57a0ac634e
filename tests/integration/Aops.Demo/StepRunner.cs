using System.Diagnostics;
using System.Globalization;

namespace Aops.Demo;

/// <summary>Runs one step after the other, and prints a line for each with the time that it took.</summary>
/// <param name="output">Where the lines go.</param>
internal sealed class StepRunner(TextWriter output)
{
    private readonly List<StepRecord> _done = [];

    /// <summary>Whether all steps so far held, or were left out with a reason.</summary>
    public bool AllHeld => _done.All(step => step.Verdict != StepVerdict.Failed);

    /// <summary>Runs a step; a fault in it is shown and remembered, and the next step may still run.</summary>
    /// <param name="what">What the step does.</param>
    /// <param name="step">Does it, and says in a few words what it saw.</param>
    /// <returns>Whether it held.</returns>
    public async Task<bool> TryAsync(string what, Func<Task<string>> step)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var seen = await step();
            Add(new(what, StepVerdict.Held, clock.Elapsed, seen));
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Add(new(what, StepVerdict.Failed, clock.Elapsed, e.Message));
            return false;
        }
    }

    /// <summary>Runs a step that the following ones need.</summary>
    /// <param name="what">What the step does.</param>
    /// <param name="step">Does it.</param>
    /// <exception cref="StepFailedException">It failed.</exception>
    public async Task MustAsync(string what, Func<Task<string>> step)
    {
        if (!await TryAsync(what, step)) throw new StepFailedException(what);
    }

    /// <summary>Prints the summary.</summary>
    public void PrintTable()
    {
        var width = _done.Max(step => step.What.Length);
        output.WriteLine();
        output.WriteLine($"{"step".PadRight(width)}  result       ms");
        output.WriteLine(new string('-', width + 18));
        foreach (var step in _done)
            output.WriteLine($"{step.What.PadRight(width)}  {Word(step.Verdict),-6}{Milliseconds(step.Time),8}");
        var held = _done.Count(step => step.Verdict == StepVerdict.Held);
        output.WriteLine();
        output.WriteLine(AllHeld ? $"all {held} steps held" : $"{_done.Count - held} of {_done.Count} steps failed");
    }

    private void Add(StepRecord step)
    {
        _done.Add(step);
        output.WriteLine($"{Word(step.Verdict),-6}{Milliseconds(step.Time),8} ms  {step.What}: {step.Seen}");
    }

    private static string Word(StepVerdict verdict) => verdict == StepVerdict.Held ? "ok" : "FAILED";

    private static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
