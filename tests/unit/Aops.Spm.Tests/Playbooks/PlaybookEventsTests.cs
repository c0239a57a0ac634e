using System.Text;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Spm.Playbooks;

namespace Aops.Spm.Tests.Playbooks;

/// <summary>Events of a playbook: what of them a report has, whatever the user of the run wrote.</summary>
public sealed class PlaybookEventsTests
{
    private const string Start = """{"event":"start","ansible":"2.14.18","check":true,"offset":0}""";

    private static PlaybookResult? Read(params string[] lines) =>
        PlaybookEvents.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    [Fact]
    public void Tasks_ThatChangedOrFailed_AreNamedWithTheRecap()
    {
        var result = Read(
            Start,
            """{"event":"result","status":"ok","task":"a"}""",
            """{"event":"result","status":"changed","task":"b","path":"site.yml:3","object":"/etc/x","seconds":1.5,"diffBytes":7,"offset":42}""",
            """{"event":"result","status":"rescued","task":"c"}""",
            """{"event":"result","status":"unreachable","task":"d","message":"no such user"}""",
            """{"event":"recap","ok":2,"changed":1,"unreachable":1,"rescued":1,"seconds":2.25}""")!;

        Assert.Equal((true, "2.14.18"), (result.Check, result.Ansible));
        Assert.Equal(
            new PlaybookTask { Task = "b", Path = "site.yml:3", Object = "/etc/x", Seconds = 1.5, DiffBytes = 7, Offset = 42 },
            Assert.Single(result.Changed));
        Assert.Equal(("d", "no such user"), (Assert.Single(result.Failed).Task, result.Failed[0].Message));
        Assert.Equal(new PlaybookRecap { Ok = 2, Changed = 1, Unreachable = 1, Rescued = 1, Seconds = 2.25 }, result.Recap);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"event":"result","status":"changed","task":["x"],"seconds":"long","offset":-5,"diffBytes":1e99}""")]
    [InlineData("""{"event":{"a":{"b":{"c":{"d":1}}}}}""")]
    [InlineData("""{"event":"result","status":"changed","task":"\ud800"}""")]
    public void Line_ThatIsNone_DoesNoHarm(string line)
    {
        var result = Read(Start, line, """{"event":"result","status":"changed","task":"after"}""");

        Assert.Equal("after", result!.Changed[^1].Task);
    }

    [Fact]
    public void Events_WithoutAStart_AreNoPlaybook()
    {
        Assert.Null(Read());
        Assert.Null(Read("""{"event":"result","status":"failed","task":"x"}"""));
    }

    [Fact]
    public void Tasks_BeyondTheBound_AreCounted_AndTheReportIsOneThatAServerTakes()
    {
        var many = Enumerable.Range(0, 3000).Select(i =>
            $$"""{"event":"result","status":"{{(i % 2 == 0 ? "changed" : "failed")}}","task":"{{i}} {{new string('ä', 600)}}","message":"{{new string('\u0416', 3000)}}"}""");

        var result = Read([Start, .. many])!;

        Assert.Equal(3000, result.Changed.Count + result.Failed.Count + result.LeftOut);
        Assert.InRange(result.Failed.Count, 1, PlaybookResult.TasksMax);
        var report = new RunReport { Phase = RunPhase.Failed, At = DateTimeOffset.UnixEpoch, Playbook = result };
        Assert.InRange(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.RunReport).Length, 1, 60 * 1024);
    }
}
