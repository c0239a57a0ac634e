using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Spm.Desired;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests;

public sealed class DesiredStoreTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-desired-").FullName);

    public DesiredStoreTests() => Directory.CreateDirectory(_layout.State);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    private DesiredStore Open() => new(_layout, NullLogger<DesiredStore>.Instance);

    [Fact]
    public void WhatTheServerWanted_IsThereAfterARestart()
    {
        Open().Offer(new DesiredState { Revision = 7, Agent = new DesiredAgent { Version = "2", Order = 3 } });

        var read = Open();
        Assert.Equal(7, read.Revision);
        Assert.Equal("2", read.Current!.Agent!.Version);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_layout.Desired));
    }

    [Fact]
    public void TheSameRevision_ChangesNothing_AndALowerOneCounts()
    {
        var store = Open();
        var changes = 0;
        store.Changed += () => changes++;

        store.Offer(new DesiredState { Revision = 7 });
        store.Offer(new DesiredState { Revision = 7 });
        store.Offer(new DesiredState { Revision = 2 });

        Assert.Equal(2, changes);
        Assert.Equal(2, store.Revision);
    }

    [Fact]
    public void AFileCutInHalf_IsNoDesiredState()
    {
        Open().Offer(new DesiredState { Revision = 7 });
        File.WriteAllText(_layout.Desired, File.ReadAllText(_layout.Desired)[..10]);

        Assert.Equal(0, Open().Revision);
    }
}
