using System.Runtime.InteropServices;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.TestSupport;

namespace Aops.Spa.Tests;

public sealed class SpaProcessTests
{
    [Fact]
    public async Task SecondCopy_EndsWithItsCode()
    {
        using var root = new SlotRoot("1");
        Directory.CreateDirectory(root.Layout.Run);
        using var held = FileLock.TryAcquire(root.Layout.Lock(Role.Spa));

        Assert.Equal(ExitCodes.AlreadyRunning, await SpaProcess.RunAsync(root.Layout));
    }

    [Fact]
    public async Task RunFolderCannotBeMade_EndsWithItsCode()
    {
        using var root = new SlotRoot("1");
        File.WriteAllText(Path.Combine(root.Layout.Root, "run"), "");

        Assert.Equal(ExitCodes.CannotWrite, await SpaProcess.RunAsync(root.Layout));
    }

    [Theory]
    [InlineData(false, null, "SIGTERM; aops-spm starts aops-spa again")]
    [InlineData(false, "systemd stops it", "SIGTERM; systemd stops it")]
    [InlineData(true, "systemd stops it", "SIGTERM; the suite is to stay down")]
    public void Signal_EndsForGood_AndSaysWhatFollows(bool isToStayDown, string? whatFollows, string reason) =>
        Assert.Equal(new SpaExit(false, reason), SpaExit.ForSignal(PosixSignal.SIGTERM, isToStayDown, whatFollows));
}
