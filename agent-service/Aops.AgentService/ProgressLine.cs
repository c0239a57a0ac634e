using Aops.Contracts;

namespace Aops.AgentService;

/// <summary>
/// Tells what goes on: on a terminal one live line that is written over, elsewhere one line a step. It goes to
/// standard error, so that results can be piped.
/// </summary>
internal sealed class ProgressLine(TextWriter writer, bool isTerminal)
{
    private const string EraseLine = "\r\u001b[K";

    private readonly Lock _lock = new();
    private bool _open;
    private string _last = "";

    /// <summary>On this process's standard error.</summary>
    internal static ProgressLine ForConsole() => new(Console.Error, !Console.IsErrorRedirected);

    /// <summary>A step began.</summary>
    internal void Step(string text)
    {
        lock (_lock)
        {
            Close();
            Show(PlainText.Escape(text));
        }
    }

    /// <summary>How far the step is; on a terminal only, and only when it changed.</summary>
    internal void Detail(string text)
    {
        lock (_lock)
        {
            text = PlainText.Escape(text);
            if (isTerminal && text != _last) Show(text);
        }
    }

    /// <summary>Something an operator should know, on a line of its own.</summary>
    internal void Note(string text)
    {
        lock (_lock)
        {
            Close();
            writer.WriteLine(PlainText.EscapeLines(text));
        }
    }

    /// <summary>The last line of a verb that failed.</summary>
    internal void Fault(string text) => Note("aops-agent-service: " + text);

    /// <summary>Leaves the live line standing.</summary>
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
