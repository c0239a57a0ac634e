using Aops.TestSupport;

namespace Aops.Launch.Tests;

public sealed class LaunchLogTests
{
    [Fact]
    public void Sentences_AreLinesWithTheirTimeAndVerb()
    {
        using var root = new SlotRoot();
        var log = new LaunchLog(root.Layout, "spm");

        log.Say("one thing failed");
        log.Say("another failed");

        Assert.Collection(
            File.ReadAllLines(Path.Combine(root.Layout.Log, "launch.log")),
            line => Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:.]+Z spm one thing failed$", line),
            line => Assert.EndsWith(" spm another failed", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(256 * 1024, false)]
    [InlineData((256 * 1024) + 1, true)]
    public void File_IsRotatedOnceItIsOverItsBound(int bytes, bool isRotated)
    {
        using var root = new SlotRoot();
        var path = Path.Combine(root.Layout.Log, "launch.log");
        Directory.CreateDirectory(root.Layout.Log);
        File.WriteAllBytes(path, new byte[bytes]);

        new LaunchLog(root.Layout, "spa").Say("it is full");

        Assert.Equal(isRotated, File.Exists(path + ".1"));
        Assert.Equal(isRotated, new FileInfo(path).Length < bytes);
    }

    [Fact]
    public void LogThatCannotBeWritten_StopsNothing()
    {
        using var root = new SlotRoot();
        Directory.CreateDirectory(Path.GetDirectoryName(root.Layout.Log)!);
        File.WriteAllText(root.Layout.Log, "a file in the way");

        new LaunchLog(root.Layout, "spm").Say("this line is lost");

        Assert.Equal("a file in the way", File.ReadAllText(root.Layout.Log));
    }
}
