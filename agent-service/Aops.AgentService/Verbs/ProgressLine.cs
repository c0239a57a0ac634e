using Aops.Native.Programs;

namespace Aops.AgentService.Verbs;

/// <summary>
/// Reports progress on standard error, so that results can be piped: one line that is overwritten on a
/// terminal, otherwise one line a step.
/// </summary>
internal sealed class ProgressLine(TextWriter writer, bool isTerminal)
{
    private const string EraseLine = "\r\u001b[K";

    private readonly Lock _lock = new();
    private bool _open;
    private string _last = "";

    /// <summary>Writes to this process's standard error.</summary>
    internal static ProgressLine ForConsole() => new(Console.Error, !Console.IsErrorRedirected);

    /// <summary>Starts a step.</summary>
    internal void Step(string text)
    {
        lock (_lock)
        {
            Close();
            Show(PlainText.Escape(text));
        }
    }

    /// <summary>Progress within the step; shown on a terminal only, when it changed.</summary>
    internal void Detail(string text)
    {
        lock (_lock)
        {
            text = PlainText.Escape(text);
            if (isTerminal && text != _last) Show(text);
        }
    }

    /// <summary>Writes a note for the operator on a line of its own.</summary>
    internal void Note(string text)
    {
        lock (_lock)
        {
            Close();
            writer.WriteLine(PlainText.EscapeLines(text));
        }
    }

    /// <summary>Writes the last line of a verb that failed.</summary>
    internal void Fault(string text) => Note("aops-agent-service: " + text);

    /// <summary>Ends the overwritten line.</summary>
    internal void End()
    {
        lock (_lock) Close();
    }

    private void Show(string text)
    {
        _last = text;
        if (isTerminal)
        {
            writer.Write(EraseLine + text);
            _open = true;
        }
        else
        {
            writer.WriteLine(text);
        }
        writer.Flush();
    }

    private void Close()
    {
        if (_open) writer.WriteLine();
        _open = false;
    }
}
