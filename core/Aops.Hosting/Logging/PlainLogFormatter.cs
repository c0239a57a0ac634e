using System.Globalization;
using Aops.Contracts;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Aops.Hosting.Logging;

/// <summary>
/// A line of a log from an event. What it says is on this one line, whatever text of others it holds; an exception
/// follows on lines of its own that begin with blanks, so that none of them can be taken for another event.
/// </summary>
/// <param name="prefix">Template of what precedes the message: time, level, source.</param>
public sealed class PlainLogFormatter(string prefix) : ITextFormatter
{
    private const string Indent = "    ";

    private readonly MessageTemplateTextFormatter _prefix = new(prefix, CultureInfo.InvariantCulture);
    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <summary>Writes the line.</summary>
    /// <param name="logEvent">The event.</param>
    /// <param name="output">Where to.</param>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        _prefix.Format(logEvent, output);
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        _message.Format(logEvent, message);
        output.Write(PlainText.Escape(message.ToString()));
        output.Write('\n');
        if (logEvent.Exception is not { } exception) return;
        foreach (var line in PlainText.EscapeLines(exception.ToString()).Split('\n'))
        {
            output.Write(Indent);
            output.Write(line);
            output.Write('\n');
        }
    }
}
