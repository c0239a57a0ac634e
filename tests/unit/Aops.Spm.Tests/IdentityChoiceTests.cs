using Aops.Hosting;
using Aops.Layout;
using Aops.Spm.Heartbeats;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests;

public sealed class IdentityChoiceTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-identity-").FullName);

    public IdentityChoiceTests()
    {
        Directory.CreateDirectory(_layout.State);
        IdentityFile.Write(_layout, Of("first"));
    }

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    private static Identity Of(string id) => new() { AgentId = id, AgentToken = "t", MachineId = "aa" };

    private IdentityChoice Open() => new(_layout, NullLogger.Instance);

    [Fact]
    public void Sec_H7_ACandidate_HoldsOnlyOnceItWasAccepted_AlsoAcrossARestart()
    {
        Open().Try(Of("candidate"));

        var choice = Open();
        Assert.Equal("candidate", choice.Find(out _)!.AgentId);
        Assert.Equal("first", IdentityFile.Read(_layout)!.AgentId);
        choice.Accept();

        Assert.Equal("candidate", IdentityFile.Read(_layout)!.AgentId);
        Assert.Equal("candidate", Open().Find(out _)!.AgentId);
        Assert.False(File.Exists(IdentityFile.Candidate(_layout)));
    }

    [Fact]
    public void Sec_H7_ACandidateThatIsRefused_LeavesTheOneBefore()
    {
        var choice = Open();
        choice.Try(Of("candidate"));

        choice.Refuse();

        Assert.Equal("first", choice.Find(out _)!.AgentId);
        Assert.Equal("first", Open().Find(out _)!.AgentId);
    }

    [Fact]
    public void Sec_H7_TheIdentityOfTheTrueServer_OutlivesAnyNumberOfOthers()
    {
        var choice = Open();
        foreach (var id in new[] { "evil1", "evil2" })
        {
            choice.Try(Of(id));
            choice.Find(out _);
            choice.Accept();
        }

        choice.Refuse();
        Assert.Equal("first", choice.Find(out _)!.AgentId);
        choice.Accept();

        Assert.Equal("first", IdentityFile.Read(_layout)!.AgentId);
        Assert.False(File.Exists(IdentityFile.PutBy(_layout)));
    }

    [Fact]
    public void WhereBothAreRefused_TheyAreShownInTurn()
    {
        var choice = Open();
        choice.Try(Of("own"));
        choice.Accept();

        choice.Refuse();
        Assert.Equal("first", choice.Find(out _)!.AgentId);
        choice.Refuse();

        Assert.Equal("own", choice.Find(out _)!.AgentId);
        Assert.Equal("own", IdentityFile.Read(_layout)!.AgentId);
    }

    [Fact]
    public void WithoutAnother_TheOneThatIsRefusedIsShownAgain()
    {
        var choice = Open();

        choice.Refuse();

        Assert.Equal("first", choice.Find(out _)!.AgentId);
        Assert.False(choice.IsOnTrial);
    }
}
