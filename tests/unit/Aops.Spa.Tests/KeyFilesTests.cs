using Aops.Contracts;
using Aops.Native.Files;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Spa.Tests;

public sealed class KeyFilesTests
{
    private static async Task CheckAsync(SpaWorld world, bool afterInterval = false)
    {
        if (afterInterval) world.Clock.Advance(world.Settings.Current.IntegrityInterval);
        world.Files.Check();
        await world.Files.EndAsync();
    }

    private static string Launcher(SpaWorld world) => Path.Combine(world.Layout.Bin, "aops-launch");

    [Fact]
    public async Task AllIntact_ChangesNothing()
    {
        using var world = new SpaWorld();

        await CheckAsync(world);

        Assert.Empty(world.Log.Lines);
        Assert.False(File.Exists(Launcher(world)));
    }

    [Fact]
    public async Task SocketDeleted_IsBoundAgain_AndSaid()
    {
        using var world = new SpaWorld();
        File.Delete(world.Socket.Path);

        await CheckAsync(world);

        Assert.True(world.Socket.IsIntact);
        Assert.Contains(world.Socket.Path, Assert.Single(world.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunFolderDeleted_IsMadeWithLockAndSocket()
    {
        using var world = new SpaWorld();
        Directory.Delete(world.Layout.Run, recursive: true);

        await CheckAsync(world);

        Assert.True(world.Socket.IsIntact);
        Assert.True(world.OwnLock.IsIntact);
        Assert.Empty(world.Ends);
    }

    [Fact]
    public async Task LockTakenByAnother_EndsThisProcess()
    {
        using var world = new SpaWorld();
        File.Delete(world.Layout.Lock(Role.Spa));
        using var thief = FileLock.TryAcquire(world.Layout.Lock(Role.Spa));

        await CheckAsync(world);

        Assert.False(Assert.Single(world.Ends).IsReplacement);
    }

    [Fact]
    public async Task RunFolderCannotBeMade_IsSaid_AndTriedAgain()
    {
        using var world = new SpaWorld();
        Directory.Delete(world.Layout.Run, recursive: true);
        File.WriteAllText(world.Layout.Run, "");

        await CheckAsync(world);
        Assert.StartsWith("Error: ", Assert.Single(world.Log.Lines), StringComparison.Ordinal);
        File.Delete(world.Layout.Run);
        await CheckAsync(world);

        Assert.True(world.Socket.IsIntact);
    }

    [Fact]
    public async Task GuardMissing_IsStarted()
    {
        using var world = new SpaWorld(isUnit: false);
        world.AddProgram(Launcher(world));

        await CheckAsync(world);

        Assert.Equal($"guard --root {world.Layout.Root} --detach", world.WaitForTrace());
    }

    [Fact]
    public async Task UnderSystemd_NoGuardIsStarted()
    {
        using var world = new SpaWorld(isUnit: true);
        world.AddProgram(Launcher(world));
        File.Delete(world.Socket.Path);

        await CheckAsync(world);

        Assert.False(File.Exists(world.Trace));
    }

    [Fact]
    public async Task InstalledLauncherGone_IsCopiedFromTheCurrentSlot_OnceTheIntervalIsOver()
    {
        using var world = new SpaWorld();

        await CheckAsync(world);
        Assert.False(File.Exists(Launcher(world)));
        await CheckAsync(world, afterInterval: true);

        Assert.Equal(
            File.ReadAllText(Path.Combine(world.Layout.Slot("1"), "bin", "aops-launch")), File.ReadAllText(Launcher(world)));
        Assert.Equal("1", world.Root.Store.Slots.ReadCurrentLink());
        File.Delete(Launcher(world));
        await CheckAsync(world);
        Assert.False(File.Exists(Launcher(world)));
    }

    [Fact]
    public async Task OnTrial_ProgramsAreLeftAlone()
    {
        using var world = new SpaWorld(Journals.In(JournalPhase.SpmTrial));

        await CheckAsync(world, afterInterval: true);

        Assert.False(File.Exists(Launcher(world)));
        Assert.Null(world.Root.Store.Slots.ReadCurrentLink());
    }

    [Fact]
    public async Task DamagedSlot_IsSaid_WithTheVersionThatStartsNext_AndNotCopiedFrom()
    {
        using var world = new SpaWorld();
        File.Delete(world.Layout.SlotProgram("1", Role.Spm));

        await CheckAsync(world, afterInterval: true);

        Assert.Contains("takes version 2", Assert.Single(world.Log.Lines), StringComparison.Ordinal);
        Assert.False(File.Exists(Launcher(world)));
    }
}
