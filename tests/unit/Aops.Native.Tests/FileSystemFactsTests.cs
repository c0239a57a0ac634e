using Aops.Native.Files;

namespace Aops.Native.Tests;

public sealed class FileSystemFactsTests
{
    [Fact]
    public void Case_B25_NoExec_IsWhatTheMountSays()
    {
        var mounts = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .Where(mount => Directory.Exists(mount[1])).ToLookup(mount => mount[1], mount => mount[3].Split(','));
        var noExec = mounts.FirstOrDefault(mount => mount.Last().Contains("noexec"));
        Assert.SkipWhen(noExec is null, "nothing is mounted noexec here");

        Assert.True(FileSystemFacts.TryOf(noExec!.Key)!.Value.IsNoExec, noExec.Key);
        Assert.False(FileSystemFacts.TryOf("/bin/sh")!.Value.IsNoExec);
        Assert.Null(FileSystemFacts.TryOf("/not/there"));
    }
}
