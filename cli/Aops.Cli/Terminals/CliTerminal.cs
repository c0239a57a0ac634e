using Aops.Native.Programs;

namespace Aops.Cli.Terminals;

/// <summary>
/// What a verb sees of its surroundings: the three streams, whether they are terminals, the environment and the clock. Tests
/// give their own.
/// </summary>
internal sealed record CliTerminal
{
    private const int WidthMin = 20;

    /// <summary>Standard output, to which data goes as it is.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error, to which talk goes; it escapes what others wrote.</summary>
    public required TextWriter Error { get; init; }

    public required TextReader Input { get; init; }

    public bool IsOutputTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    public bool IsInputTerminal { get; init; }

    /// <summary>Measures the columns of the terminal; asked only where output goes to one.</summary>
    public Func<int> MeasureColumns { get; init; } = () => 80;

    /// <summary>Reads a variable of the environment; null for none.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Whether the reader of standard output has gone, as <c>head</c> does.</summary>
    public Func<bool> IsReaderGone { get; init; } = () => false;

    /// <summary>Reads a line that is not shown while it is typed.</summary>
    public Func<string> ReadSecret { get; init; } = () => "";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether words may be coloured: see https://no-color.org.</summary>
    public bool HasColour =>
        IsOutputTerminal && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") is not ("dumb" or null or "");

    /// <summary>Whether a question can be asked and answered.</summary>
    public bool MayAsk => IsInputTerminal && IsErrorTerminal;

    /// <summary>Columns that a table may take; null for any number, where output is no terminal.</summary>
    public int? Columns => IsOutputTerminal ? Math.Max(WidthMin, MeasureColumns()) : null;

    /// <summary>Writes to standard error as it is; only what this program itself made may go there.</summary>
    public TextWriter? RawError { get; init; }

    /// <summary>Shows a line in the place of the one before, where standard error is a terminal.</summary>
    public void Live(string line) => RawError?.Write($"\r{PlainText.Escape(line)}\e[K");

    /// <summary>Shows the last line in that place.</summary>
    public void EndLive(string line) => RawError?.Write($"\r{PlainText.Escape(line)}\e[K\n");

    /// <summary>Tells a line on standard error.</summary>
    public void Say(string sentence) => Error.WriteLine(sentence);
}
