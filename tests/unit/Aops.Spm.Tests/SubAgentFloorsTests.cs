using Aops.Contracts;
using Aops.Spm.SubAgents;
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
        foreach (var version in new[] { "1.9", "1.10", "1.2" }) floors.Raise("a", version);

        Assert.Equal("1.10", Open().Find("a"));
        Assert.Null(Open().Find("b"));
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
        floors.Raise("a", "1");
        Assert.Equal("1", Open().Find("a"));
    }

    [Fact]
    public void AtTheLimit_TheOneThatWasRaisedFirstIsForgotten()
    {
        var floors = Open();
        for (var i = 0; i <= Limits.SubAgentFloorsMax; i++) floors.Raise($"a{i}", "1");

        Assert.Null(floors.Find("a0"));
        Assert.Equal("1", floors.Find("a1"));
        Assert.Equal("1", Open().Find($"a{Limits.SubAgentFloorsMax}"));
    }

    [Fact]
    public void WhileItCannotBeRead_NoFloorIsKnown_AndNoneIsLost()
    {
        Open().Raise("a", "2");
        SubAgentFloors floors;
        using (new UnreadableFile(_layout.SubAgentFloors))
        {
            floors = Open();
            Assert.ThrowsAny<Exception>(() => floors.Find("a"));
            floors.Raise("b", "1");
        }

        Assert.Equal("2", floors.Find("a"));
        floors.Raise("b", "1");
        Assert.Equal(("2", "1"), (Open().Find("a"), Open().Find("b")));
    }
}
