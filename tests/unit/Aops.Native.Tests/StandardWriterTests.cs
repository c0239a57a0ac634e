using Aops.Native.Programs;

namespace Aops.Native.Tests;

public sealed class StandardWriterTests
{
    [Fact]
    public void Case_B06_FullDevice_IsALossAndNoException()
    {
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        using var writer = new StandardWriter((int)full.DangerousGetHandle(), isClosed: false);

        writer.WriteLine("a word");

        Assert.Equal("No space left on device", writer.Loss);
        writer.Forget();
        Assert.Null(writer.Loss);
    }

    [Fact]
    public void Case_B06_WrongDescriptor_IsALoss()
    {
        using var readOnly = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read);
        using var writer = new StandardWriter((int)readOnly.DangerousGetHandle(), isClosed: false);

        writer.Write("a word");

        Assert.Equal("Bad file descriptor", writer.Loss);
    }

    [Fact]
    public void Case_B06_ClosedByTheCaller_IsALoss_OnlyOnceSomethingIsSaid()
    {
        using var writer = new StandardWriter(-1, isClosed: true);
        writer.Write("");
        Assert.Null(writer.Loss);

        writer.Write('x');

        Assert.Equal("Bad file descriptor", writer.Loss);
    }

    [Fact]
    public void Words_ArriveWholeAndInUtf8()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
            using (var writer = new StandardWriter((int)file.DangerousGetHandle(), isClosed: false))
            {
                writer.Write('\u00e9');
                writer.WriteLine(" \ud83d\ude00");
                writer.Write("abc".ToCharArray(), 1, 2);
                Assert.Null(writer.Loss);
            }
            Assert.Equal("\u00e9 \ud83d\ude00\nbc", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Bug_IsOneLine()
    {
        var error = Assert.Throws<InvalidOperationException>(
            (Action)(() => throw new InvalidOperationException("two\nlines")));

        var sentence = BugSentence.Of(error);

        Assert.StartsWith("a bug: two lines", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.DoesNotContain("InvalidOperationException", sentence, StringComparison.Ordinal);
    }
}
