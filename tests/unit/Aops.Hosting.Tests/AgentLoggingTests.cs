using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Layout;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Tests;

public sealed class AgentLoggingTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-logging-").FullName);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public void FolderThatWasDeleted_GetsALogAgain()
    {
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        var logger = logging.Factory.CreateLogger("test");
        Write(logger, "first");
        Directory.Delete(_layout.Log, recursive: true);

        logging.Check();
        Write(logger, "second");

        Assert.Contains("second", Text());
        Assert.DoesNotContain("first", Text());
    }

    [Fact]
    public void LogThatIsThere_GoesOn()
    {
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        var logger = logging.Factory.CreateLogger("test");
        Write(logger, "first");

        logging.Check();
        Write(logger, "second");

        Assert.Equal(2, Text().Count(c => c == '\n'));
        Assert.Single(Directory.GetFiles(_layout.Log));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LogThatWasMoved_IsLetGo_AlsoWhereAnotherFileHasItsName(bool isReplaced)
    {
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        var logger = logging.Factory.CreateLogger("test");
        Write(logger, "first");
        File.Move(_layout.LogFile(Role.Spm), _layout.LogFile(Role.Spm) + "-20261126");
        if (isReplaced) File.WriteAllText(_layout.LogFile(Role.Spm), "");

        logging.Check();
        Write(logger, "second");

        Assert.Contains("second", File.ReadAllText(_layout.LogFile(Role.Spm)));
    }

    [Fact]
    public void Follower_HasMoreWritten_UntilItEnds()
    {
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        logging.SetLevel(LogLevel.Warning);
        var logger = logging.Factory.CreateLogger("test");

        using (FollowedLevel.Begin(_layout, Role.Spm, LogLevel.Information))
        {
            using (FollowedLevel.Begin(_layout, Role.Spm, LogLevel.Debug))
            {
                logging.Check();
                Assert.Equal((true, null), (logger.IsEnabled(LogLevel.Debug), FollowedLevel.Look(_layout, Role.Spa)));
            }
            logging.Check();
            Assert.Equal((true, false), (logger.IsEnabled(LogLevel.Information), logger.IsEnabled(LogLevel.Debug)));
        }
        logging.Check();
        Assert.Equal((true, false), (logger.IsEnabled(LogLevel.Warning), logger.IsEnabled(LogLevel.Information)));
    }

    [Fact]
    public void Follower_ThatWantsLessThanTheSettings_ChangesNothing()
    {
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        using var follower = FollowedLevel.Begin(_layout, Role.Spm, LogLevel.Information);
        logging.Check();

        logging.SetLevel(LogLevel.Debug);

        Assert.True(logging.Factory.CreateLogger("test").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void FileOfAFollowerThatWasKilled_IsDeleted()
    {
        FollowedLevel.Begin(_layout, Role.Spm, LogLevel.Debug).Dispose();
        var left = Path.Combine(_layout.LogFollowers, "spm.1.left");
        File.WriteAllText(left, "7\n");
        File.WriteAllText(Path.Combine(_layout.LogFollowers, "spm.of-a-later-version"), "");

        Assert.Null(FollowedLevel.Look(_layout, Role.Spm));

        Assert.False(File.Exists(left));
    }

    [Fact]
    public void LogThatCouldNotBeOpened_IsOpenedLater()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.GetDirectoryName(_layout.Log)!).FullName,
            Path.GetFileName(_layout.Log)), "in the way");
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        var logger = logging.Factory.CreateLogger("test");
        Write(logger, "lost");
        File.Delete(_layout.Log);

        logging.Check();
        Write(logger, "kept");

        Assert.Contains("kept", Text());
    }

    [Fact]
    public void LogThatIsFull_IsRotated_AndTheOldestFilesGo()
    {
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        var logger = logging.Factory.CreateLogger("test");
        var line = new string('x', 64 * 1024);
        var lines = (Limits.LogFilesMax + 2) * Limits.LogBytesMax / line.Length;

        for (var i = 0; i < lines; i++) Write(logger, line);

        var files = Directory.GetFiles(_layout.Log);
        Assert.Equal(Limits.LogFilesMax, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, Limits.LogBytesMax + 2 * line.Length));
    }

    [Fact]
    public void Level_FollowsTheSetting_AndLibrariesAreHeardFromWarningOn()
    {
        using var logging = AgentLogging.Open(_layout, Role.Spm);
        var (ours, library) = (logging.Factory.CreateLogger("Aops.X"), logging.Factory.CreateLogger("Microsoft.X"));
        ours.Log(LogLevel.Debug, "too fine");

        logging.SetLevel(LogLevel.Debug);
        ours.Log(LogLevel.Debug, "fine");
        library.Log(LogLevel.Information, "chatter");
        library.Log(LogLevel.Warning, "trouble");

        Assert.Matches(@"^\S+T\S+ DBG Aops\.X: fine\n\S+ WRN Microsoft\.X: trouble\n$", Text());
    }

    private static void Write(ILogger logger, string line) => logger.Log(LogLevel.Information, "{Line}", line);

    private string Text()
    {
        using var stream = new FileStream(
            _layout.LogFile(Role.Spm), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd();
    }
}
