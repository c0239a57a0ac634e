using System.Text;

namespace Aops.Contracts;

/// <summary>
/// Writes to a terminal what may hold text of others: nothing but line feeds and tabs controls it
/// (<see cref="PlainText"/>). A program's own colours and progress lines go around it.
/// </summary>
/// <param name="inner">Where it is written; not disposed of.</param>
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
