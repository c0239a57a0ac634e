using Aops.Contracts;
using Aops.Layout;
using Aops.Spm.SubAgents;
using Aops.Upgrade.Downgrades;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests;

public sealed class SubAgentFloorsTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-floors-").FullName);

    public SubAgentFloorsTests() => Directory.CreateDirectory(_layout.State);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    private SubAgentFloors Open() => new(_layout, NullLogger<SubAgentFloors>.Instance);

    [Fact]
    public void Floor_IsRaisedOnly_AndOutlivesTheProcess()
    {
        var floors = Open();
        Assert.Null(floors.Find("a"));
        foreach (var version in new[] { "1.9", "1.10", "1.2" }) floors.Raise("a", new ReleaseMark(version));

        Assert.Equal("1.10", Open().Find("a")?.Version);
        Assert.Null(Open().Find("b"));
    }

    [Fact]
    public void ReleaseNumbers_DecideWhatIsNewer_AndAreFilledIn()
    {
        var floors = Open();
        floors.Raise("a", new ReleaseMark("c57f6a1d"));
        floors.Raise("a", new ReleaseMark("c57f6a1d", 1));
        floors.Raise("a", new ReleaseMark("0a1b2c3d", 2));
        floors.Raise("a", new ReleaseMark("c57f6a1d", 1));
        floors.Raise("a", new ReleaseMark("ffffffff"));

        Assert.Equal(new ReleaseMark("0a1b2c3d", 2), Open().Find("a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("noise")]
    [InlineData("null")]
    [InlineData("""[{"name":"a"}]""")]
    public void ADamagedFile_BeginsAnew(string content)
    {
        File.WriteAllText(_layout.SubAgentFloors, content);

        var floors = Open();
        Assert.Null(floors.Find("a"));
        floors.Raise("a", new ReleaseMark("1"));
        Assert.Equal("1", Open().Find("a")?.Version);
    }

    [Fact]
    public void AtTheLimit_TheOneThatWasRaisedFirstIsForgotten()
    {
        var floors = Open();
        for (var i = 0; i <= Limits.SubAgentFloorsMax; i++) floors.Raise($"a{i}", new ReleaseMark("1"));

        Assert.Null(floors.Find("a0"));
        Assert.Equal("1", floors.Find("a1")?.Version);
        Assert.Equal("1", Open().Find($"a{Limits.SubAgentFloorsMax}")?.Version);
    }

    [Fact]
    public void WhileItCannotBeRead_NoFloorIsKnown_AndNoneIsLost()
    {
        Open().Raise("a", new ReleaseMark("2"));
        SubAgentFloors floors;
        using (new UnreadableFile(_layout.SubAgentFloors))
        {
            floors = Open();
            Assert.ThrowsAny<Exception>(() => floors.Find("a"));
            floors.Raise("b", new ReleaseMark("1"));
        }

        Assert.Equal("2", floors.Find("a")?.Version);
        floors.Raise("b", new ReleaseMark("1"));
        Assert.Equal(("2", "1"), (Open().Find("a")?.Version, Open().Find("b")?.Version));
    }
}
