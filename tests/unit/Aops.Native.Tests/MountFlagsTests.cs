using Aops.Native.Files;

namespace Aops.Native.Tests;

public sealed class MountFlagsTests
{
    [Fact]
    public void Case_B25_NoExec_IsWhatTheMountSays()
    {
        var mounts = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' '))
            .Where(mount => Directory.Exists(mount[1])).ToLookup(mount => mount[1], mount => mount[3].Split(','));
        var noExec = mounts.FirstOrDefault(mount => mount.Last().Contains("noexec"));
        Assert.SkipWhen(noExec is null, "nothing is mounted noexec here");

        Assert.True(MountFlags.IsNoExec(noExec!.Key), noExec.Key);
        Assert.False(MountFlags.IsNoExec("/bin/sh"));
        Assert.False(MountFlags.IsNoExec("/not/there"));
    }
}
