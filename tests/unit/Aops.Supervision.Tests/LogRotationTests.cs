using Aops.Contracts.SubAgents;
using Aops.Native.Processes;
using Aops.Supervision.Output;

namespace Aops.Supervision.Tests;

public sealed class LogRotationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aops-logs-").FullName;

    private string Log => Path.Combine(_root, "a.log");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Rotation_KeepsEveryByteAndTheWriter()
    {
        using var writer = OutputFile.Open(Log);
        var lines = Enumerable.Range(0, 2000).Select(i => $"line {i}\n").ToArray();
        RandomAccess.Write(writer, System.Text.Encoding.ASCII.GetBytes(string.Concat(lines)), 0);

        Assert.True(LogRotation.RotateIfLong(Log, new LogSpec { BytesMax = 4096, FilesMax = 3 }));
        RandomAccess.Write(writer, "after\n"u8, 0);

        Assert.Equal(string.Concat(lines) + "after\n", File.ReadAllText(Log + ".1") + File.ReadAllText(Log));
        Assert.True(new FileInfo(Log).Length <= 4096 + 6);
    }

    [Fact]
    public void Rotation_KeepsSoManyFiles()
    {
        for (var i = 0; i < 5; i++)
        {
            File.AppendAllText(Log, new string((char)('a' + i), 10_000));
            Assert.True(LogRotation.RotateIfLong(Log, new LogSpec { BytesMax = 4096, FilesMax = 3 }));
        }

        Assert.Equal(["a.log", "a.log.1", "a.log.2"], Directory.GetFiles(_root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ShortLog_IsLeftAlone()
    {
        File.WriteAllText(Log, "short");

        Assert.False(LogRotation.RotateIfLong(Log, new LogSpec { BytesMax = 4096 }));
        Assert.Equal("short", File.ReadAllText(Log));
    }

    [Fact]
    public void Flood_IsCutToTheBoundAndSaysSo()
    {
        var log = new LogSpec { BytesMax = 8192, FilesMax = 3 };
        File.WriteAllText(Log, new string('a', 10_000_000) + "the end\n");
        File.WriteAllText(Log + ".1", new string('b', 10_000_000));

        Assert.True(LogRotation.RotateIfLong(Log, log));

        Assert.Equal(LogRotation.ArchiveBytesMax(log), new FileInfo(Log + ".1").Length);
        Assert.Equal(LogRotation.ArchiveBytesMax(log), new FileInfo(Log + ".2").Length);
        Assert.EndsWith("the end\n", File.ReadAllText(Log + ".1"));
        Assert.Matches("^\\[aops\\] .*: [0-9]+ bytes were dropped\n$", File.ReadAllText(Log));
    }

    [Fact]
    public void FileWithAHole_IsNotCopiedAsLongAsItClaims()
    {
        using (var file = File.OpenHandle(Log, FileMode.Create, FileAccess.Write))
            RandomAccess.SetLength(file, 1L << 40);

        Assert.True(LogRotation.RotateIfLong(Log, new LogSpec { BytesMax = 8192, FilesMax = 3 }));

        Assert.True(new FileInfo(Log).Length < 8192);
    }

    [Fact]
    public async Task FloodingChild_StaysWithinItsBoundsAndIsTrimmedAtItsEnd()
    {
        var log = new LogSpec { BytesMax = 1024 * 1024, FilesMax = 3 };
        await using var world = new World();
        await world.RunAsync(World.Spec("a") with { Log = log }, "exec cat /dev/zero");
        await world.WaitRunningAsync("a");
        var path = world.Layout.SubAgentLog("a");
        await World.EventuallyAsync(() => File.Exists(path + ".2"));

        await world.Supervisor.RemoveAsync("a");

        Assert.True(new FileInfo(path).Length <= log.BytesMax);
        Assert.All([1, 2], i => Assert.True(new FileInfo($"{path}.{i}").Length <= LogRotation.ArchiveBytesMax(log)));
        Assert.False(File.Exists(path + ".3"));
    }

    [Fact]
    public async Task RunningChild_IsRotatedAndWritesOn()
    {
        await using var world = new World(new SupervisorOptions { LogPeriod = TimeSpan.FromMilliseconds(100) });
        await world.RunAsync(
            World.Spec("a") with { Log = new LogSpec { BytesMax = 8192, FilesMax = 3 } },
            "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; echo done; exec sleep 1000");
        var path = world.Layout.SubAgentLog("a");

        await World.EventuallyAsync(() => File.Exists(path + ".1"));
        await World.EventuallyAsync(() => (File.ReadAllText(path + ".1") + File.ReadAllText(path)).EndsWith("done\n"));

        Assert.Equal(0, (await world.WaitRunningAsync("a")).Restarts);
    }
}
