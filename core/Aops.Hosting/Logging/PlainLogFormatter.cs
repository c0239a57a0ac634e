using System.Globalization;
using Aops.Native.Programs;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace Aops.Hosting.Logging;

/// <summary>
/// Formats an event as one line of a log, whatever text of other parties it contains. An exception follows on lines
/// that begin with blanks, so that none of them looks like another event.
/// </summary>
/// <param name="prefix">Template of what precedes the message: time, level, source.</param>
public sealed class PlainLogFormatter(string prefix) : ITextFormatter
{
    private const string Indent = "    ";

    private readonly MessageTemplateTextFormatter _prefix = new(prefix, CultureInfo.InvariantCulture);
    private readonly MessageTemplateTextFormatter _message = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <summary>Writes the lines of an event.</summary>
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
