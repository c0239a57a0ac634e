using System.Text;
using Aops.Runs.Output;

namespace Aops.Runs.Tests;

/// <summary>Secrets are masked wherever a stream is cut.</summary>
public sealed class OutputMaskTests
{
    [Theory]
    [InlineData("the word is hunter22.", "the word is ***.")]
    [InlineData("hunter22hunter22", "******")]
    [InlineData("hunter2", "hunter2")]
    [InlineData("hhunter22", "h***")]
    [InlineData("hunter22-and-more!", "***!")]
    [InlineData("hunter22-and-mor", "***-and-mor")]
    [InlineData("first line\nof a key\n", "***\n***\n")]
    [InlineData("ä secret of bytes: pässwörd", "ä secret of bytes: ***")]
    [InlineData("abc", "abc")]
    public void Secret_IsMaskedHoweverTheStreamIsCut(string text, string shown)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var size = 1; size <= bytes.Length; size++) Assert.Equal(shown, Show(bytes, _ => size));
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            Assert.Equal(shown, Show(bytes, left => random.Next(1, left + 1)));
        }
    }

    [Fact]
    public void WhatCannotBegin_IsShownAtOnce()
    {
        var mask = OutputMask.Of(["hunter22"])!;

        Assert.Equal("a line\n", Encoding.UTF8.GetString(mask.Take("a line\n"u8)));
        Assert.Equal("ends with ", Encoding.UTF8.GetString(mask.Take("ends with hunt"u8)));
        Assert.Equal("hunting\n", Encoding.UTF8.GetString(mask.Take("ing\n"u8)));
    }

    [Fact]
    public void NoSecret_OrAShortOne_NeedsNoMask()
    {
        Assert.Null(OutputMask.Of([]));
        Assert.Null(OutputMask.Of(["abc", "a\r\nb"]));
    }

    private static string Show(byte[] bytes, Func<int, int> next)
    {
        var mask = OutputMask.Of(["hunter22", "hunter22-and-more", "first line\r\nof a key", "pässwörd", "abc"])!;
        using var shown = new MemoryStream();
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(next(bytes.Length - at), bytes.Length - at);
            shown.Write(mask.Take(bytes.AsSpan(at, count)));
            at += count;
        }
        shown.Write(mask.End());
        return Encoding.UTF8.GetString(shown.ToArray());
    }
}
