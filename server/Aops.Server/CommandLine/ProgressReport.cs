using System.Diagnostics;

namespace Aops.Server.CommandLine;

/// <summary>
/// Tells how far long work is, on the standard error: one line that changes where that is a terminal, else a line for each
/// part and one every 10 s.
/// </summary>
internal sealed class ProgressReport : IDisposable
{
    private const string ToLineStart = "\r\x1b[K";

    private static readonly TimeSpan TerminalPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LinePause = TimeSpan.FromSeconds(10);

    private readonly TextWriter _output = Console.Error;
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _since = new();
    private string _part = "";

    /// <summary>Tells it.</summary>
    /// <param name="sentence">The part, and after a colon how far it is.</param>
    public void Tell(string sentence)
    {
        var part = sentence.Split(':')[0];
        if (part == _part && _since.Elapsed < (_isTerminal ? TerminalPause : LinePause)) return;
        _part = part;
        _since.Restart();
        if (_isTerminal) _output.Write($"{ToLineStart}{sentence}");
        else _output.WriteLine(sentence);
    }

    /// <summary>Removes the line that changes.</summary>
    public void Dispose()
    {
        if (_isTerminal) _output.Write(ToLineStart);
    }
}
