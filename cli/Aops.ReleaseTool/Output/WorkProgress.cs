using System.Globalization;

namespace Aops.ReleaseTool.Output;

/// <summary>
/// Shows on standard error how far long work is: one changing line on a terminal; elsewhere a line once it has taken two
/// seconds, and one every ten seconds.
/// </summary>
internal sealed class WorkProgress(TextWriter error, bool isTerminal, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TerminalPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(10);

    private string _what = "";
    private long _begun;
    private long _shown;
    private bool _isShown;

    /// <summary>Begins a piece of work.</summary>
    /// <param name="what">What is done, for instance <c>packing demo 1.0.0</c>.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Begin(string what)
    {
        (_what, _begun, _isShown) = (what, clock.GetTimestamp(), false);
        return new Piece(this);
    }

    /// <summary>Reports how far it is.</summary>
    public void Report(long done, long total)
    {
        var now = clock.GetTimestamp();
        var period = isTerminal ? TerminalPeriod : LinePeriod;
        var isDue = _isShown ? clock.GetElapsedTime(_shown, now) >= period
            : clock.GetElapsedTime(_begun, now) >= (isTerminal ? TerminalPeriod : Patience);
        if (!isDue || total <= 0) return;
        (_shown, _isShown) = (now, true);
        var line = string.Create(CultureInfo.InvariantCulture, $"{_what}: {Math.Min(100, done * 100 / total)} %");
        if (isTerminal) error.Write($"\r{line}");
        else error.WriteLine(line);
    }

    private void End()
    {
        // The line is overwritten with spaces: nothing is assumed of the terminal.
        if (isTerminal && _isShown) error.Write($"\r{new string(' ', _what.Length + 8)}\r");
        _isShown = false;
    }

    private sealed class Piece(WorkProgress progress) : IDisposable
    {
        public void Dispose() => progress.End();
    }
}
