using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Layout;
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
        Open().Offer(DesiredGate.Check(
            new DesiredState { Revision = 7, Agent = new DesiredAgent { Version = "2", Generation = 3 } }));

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

        store.Offer(DesiredGate.Check(new DesiredState { Revision = 7 }));
        store.Offer(DesiredGate.Check(new DesiredState { Revision = 7 }));
        store.Offer(DesiredGate.Check(new DesiredState { Revision = 2 }));

        Assert.Equal(2, changes);
        Assert.Equal(2, store.Revision);
    }

    [Fact]
    public void AFileThatWasCut_IsSetAside_AndTheCopyHolds()
    {
        Open().Offer(DesiredGate.Check(new DesiredState { Revision = 7 }));
        File.WriteAllText(_layout.Desired, File.ReadAllText(_layout.Desired)[..10]);

        var store = Open();

        Assert.Equal(7, store.Revision);
        Assert.Contains("desired.json.bad", Assert.Single(store.Faults), StringComparison.Ordinal);
        Assert.Equal(10, new FileInfo(_layout.Desired + ".bad").Length);
        Assert.Empty(Open().Faults);
    }

    [Fact]
    public void BothAreDamaged_NothingHolds_AndNothingIsThrown()
    {
        File.WriteAllText(_layout.Desired, "[1");
        File.WriteAllText(_layout.Desired + ".bak", "null");

        Assert.Equal(0, Open().Revision);
        Assert.True(File.Exists(_layout.Desired + ".bad"));
    }

    [Theory]
    [InlineData("""{"revision":7,"settings":{"heartbeatInterval":null,"logLevel":"debug"}}""")]
    [InlineData("""{"revision":7,"settings":{"heartbeatSrv":"https://evil.example","proxy":"http://p","logLevel":"debug"}}""")]
    public void Sec_H7_AFileOfAnEarlierVersion_PassesTheSameGate(string content)
    {
        File.WriteAllText(_layout.Desired, content);

        var store = Open();

        Assert.Equal(7, store.Revision);
        Assert.Equal("logLevel", Assert.Single(store.Current!.Settings).Key);
        Assert.NotEmpty(store.Faults);
        Assert.Equal(content, File.ReadAllText(_layout.Desired + ".bad"));
        Assert.DoesNotContain("evil", File.ReadAllText(_layout.Desired), StringComparison.Ordinal);
        Assert.Equal(7, Open().Revision);
    }

    [Fact]
    public void Sec_H7_WhatWasLeftOut_IsRememberedAcrossARestart_AndNotUninstalledByAnEarlierVersion()
    {
        using var document = JsonDocument.Parse(
            """{"revision":7,"subAgents":[{"name":"good","version":"1"},{"name":"bad","version":"1","env":{"A":null}}]}""");
        Open().Offer(DesiredGate.Read(document.RootElement, out _)!);

        var store = Open();

        Assert.Equal("good", Assert.Single(store.Current!.SubAgents!).Name);
        Assert.False(store.Checked!.Removes("bad"));
        Assert.True(store.Checked.Removes("another"));
        Assert.Contains(store.Faults, fault => fault.Contains("bad", StringComparison.Ordinal));
        // An spm that knows nothing of this leaves all as they are.
        Assert.Null(JsonSerializer.Deserialize(
            File.ReadAllBytes(_layout.Desired), ContractsJson.Default.DesiredState)!.SubAgents);
    }

    [Fact]
    public void WhatAnotherVersionLeftOut_IsAskedForAgain()
    {
        File.WriteAllText(_layout.Desired, """{"revision":7,"partly":{"by":"0.0.1","faults":["x"]}}""");
        var store = Open();
        Assert.Equal(0, store.Revision);

        store.Offer(DesiredGate.Check(new DesiredState { Revision = 7 }));

        Assert.Equal(7, store.Revision);
        Assert.Empty(store.Faults);
    }

    [Fact]
    public void NoDesiredState_LeavesTheLastOne_AndIsToldUntilTheNextAnswer()
    {
        var store = Open();
        store.Offer(DesiredGate.Check(new DesiredState { Revision = 7 }));

        store.Refuse("it has no revision");
        Assert.Equal(7, store.Revision);
        Assert.Contains("the last good one holds", Assert.Single(store.Faults), StringComparison.Ordinal);
        store.Refuse(null);

        Assert.Empty(store.Faults);
    }
}
