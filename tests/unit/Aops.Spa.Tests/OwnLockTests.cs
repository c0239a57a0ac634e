using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.Spa.Tests;

public sealed class OwnLockTests
{
    [Fact]
    public void Held_MayAct()
    {
        using var world = new SpaWorld();

        Assert.True(world.OwnLock.Ensure());
        Assert.Empty(world.Log.Lines);
    }

    [Fact]
    public void Deleted_IsTakenAgain_AndMayAct()
    {
        using var world = new SpaWorld();
        File.Delete(world.Layout.Lock(Role.Spa));

        Assert.True(world.OwnLock.Ensure());

        Assert.True(world.OwnLock.IsIntact);
        Assert.Single(world.Log.Lines);
        Assert.Empty(world.Ends);
    }

    [Fact]
    public void TakenByAnother_MayNotAct_AndEnds()
    {
        using var world = new SpaWorld();
        File.Delete(world.Layout.Lock(Role.Spa));
        using var thief = FileLock.TryAcquire(world.Layout.Lock(Role.Spa));

        Assert.False(world.OwnLock.Ensure());

        Assert.False(Assert.Single(world.Ends).IsReplacement);
    }

    [Fact]
    public void DiskThatTakesNoNewFile_IsNoSecondCopy()
    {
        using var world = new SpaWorld();
        Directory.Delete(world.Layout.Run, recursive: true);
        File.WriteAllText(world.Layout.Run, "");

        Assert.True(world.OwnLock.Ensure());
        Assert.Empty(world.Ends);
    }
}
