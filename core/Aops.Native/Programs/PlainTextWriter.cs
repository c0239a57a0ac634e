using System.Text;

namespace Aops.Native.Programs;

/// <summary>
/// Escapes everything that a program writes to a terminal, except line feeds and tabs (<see cref="PlainText"/>).
/// The program's own colours and progress lines bypass it.
/// </summary>
/// <param name="inner">The terminal; not disposed of.</param>
public sealed class PlainTextWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (PlainText.IsEscaped(value, keepsLines: true)) inner.Write(PlainText.EscapeLines(value.ToString()));
        else inner.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (value is not null) inner.Write(PlainText.EscapeLines(value));
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        Write(value);
        inner.Write('\n');
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
