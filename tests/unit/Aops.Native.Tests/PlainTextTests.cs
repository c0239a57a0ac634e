using System.Globalization;
using Aops.Native.Programs;

namespace Aops.Native.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain größe 日本 🦊", "plain größe 日本 🦊")]
    [InlineData("a\nb\r\tc", "a\\nb\\r\\tc")]
    [InlineData("\u001b[31mred\u0007\u007f", "\\u001B[31mred\\u0007\\u007F")]
    [InlineData("\u009b2J", "\\u009B2J")]
    [InlineData("prod\u202Ebd\u2066\u2069\u200F", "prod\\u202Ebd\\u2066\\u2069\\u200F")]
    [InlineData("a\u2028b\u2029c\uFEFF", "a\\u2028b\\u2029c\\uFEFF")]
    [InlineData("tag \U000E0041!", "tag \\uDB40\\uDC41!")]
    public void Escape_LeavesNothingThatControls(string text, string expected) =>
        Assert.Equal(expected, PlainText.Escape(text));

    [Fact]
    public void Escape_OfHalfAPair_IsVisible() =>
        Assert.Equal("a\\uD83Eb", PlainText.Escape("a" + (char)0xD83E + "b"));

    [Fact]
    public void Escape_LetsNoControlThrough()
    {
        var all = string.Concat(Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(c => !char.IsSurrogate(c)));

        Assert.DoesNotContain(PlainText.Escape(all), character =>
            CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    [Fact]
    public void Writer_KeepsLinesAlone()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var writer = new PlainTextWriter(output);

        writer.Write("a\tb\u001b[2J");
        writer.Write('\u009b');
        writer.WriteLine("\rc");
        writer.Write(['d', '\u202e'], 0, 2);

        Assert.Equal("a\tb\\u001B[2J\\u009B\\rc\nd\\u202E", output.ToString());
    }
}
