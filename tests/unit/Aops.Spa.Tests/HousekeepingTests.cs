using Aops.Contracts;
using Microsoft.Extensions.Logging;

namespace Aops.Spa.Tests;

public sealed class HousekeepingTests
{
    [Fact]
    public void MemoryOverItsLimitForGood_ReplacesThisImage()
    {
        using var world = new SpaWorld();
        world.Memory.ResidentBytes = world.Settings.Current.SpaMemoryMaxBytes + 1;

        world.Housekeeping.OnPing();
        world.Housekeeping.OnPing();
        Assert.Empty(world.Ends);
        world.Housekeeping.OnPing();

        var end = Assert.Single(world.Ends);
        Assert.True(end.IsReplacement);
        Assert.Contains("spaMaxMem", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void MemoryAtItsLimit_IsAllowed()
    {
        using var world = new SpaWorld();
        world.Memory.ResidentBytes = world.Settings.Current.SpaMemoryMaxBytes;

        for (var i = 0; i < 9; i++) Assert.Equal(world.Memory.ResidentBytes, world.Housekeeping.OnPing());

        Assert.Empty(world.Ends);
    }

    [Fact]
    public void ServersSettings_AreTakenWithTheNextPing()
    {
        using var world = new SpaWorld();
        File.WriteAllText(world.Layout.Desired, """{"settings":{"pingTimeout":"7s"}}""");

        world.Housekeeping.OnPing();

        Assert.Equal(TimeSpan.FromSeconds(7), world.Settings.Current.PingTimeout);
    }

    [Fact]
    public async Task SocketThatWasDeleted_IsBoundAgain()
    {
        using var world = new SpaWorld();
        File.Delete(world.Socket.Path);

        world.Housekeeping.OnPing();
        await world.Files.EndAsync();

        Assert.True(world.Socket.IsIntact);
    }

    [Fact]
    public void LogThatWasDeleted_IsMadeAgain()
    {
        using var world = new SpaWorld();
        Write("first");
        File.Delete(world.Layout.LogFile(Role.Spa));

        world.Housekeeping.OnPing();
        Write("second");

        Assert.Contains("second", File.ReadAllText(world.Layout.LogFile(Role.Spa)), StringComparison.Ordinal);

        void Write(string line) => world.Logging.Factory.CreateLogger("test")
            .Log(LogLevel.Information, default, line, null, (text, _) => text);
    }

    [Fact]
    public void CodeIsGivenBack_OnceTheStartIsOver()
    {
        using var world = new SpaWorld();

        world.Housekeeping.OnPing();
        Assert.Equal(0, world.Memory.CodeGivenBack);
        for (var i = 0; i < 3; i++) world.Housekeeping.OnPing();

        Assert.True(world.Memory.CodeGivenBack > 0);
    }
}
