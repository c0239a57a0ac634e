using System.Net;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;

namespace Aops.Spm.Tests.Heartbeats;

/// <summary>Who this host says it is: before it is enrolled, as a clone, and where the server refuses it.</summary>
public sealed class HeartbeatIdentityTests
{
    private const string Registration = """{"agentId":"own","agentToken":"t"}""";

    [Fact]
    public async Task WithoutAnIdentity_NothingIsSent_UntilThereIsOne()
    {
        await using var bench = await new HeartbeatBench(isEnrolled: false).StartAsync();
        Assert.Equal(1, (await bench.PauseAsync()).TotalSeconds);
        Assert.Contains("enrol this host", bench.Heartbeats.Fault, StringComparison.Ordinal);

        bench.Spm.Enrol();
        await bench.PassPauseAsync();

        Assert.Equal("me", (await bench.Server.NextAsync()).AgentId);
    }

    [Fact]
    public async Task ADamagedIdentity_IsRestoredFromItsCopyAtTheStart()
    {
        var bench = new HeartbeatBench();
        await using var disposed = bench;
        await File.WriteAllTextAsync(bench.Spm.Layout.Identity, "noise", TestContext.Current.CancellationToken);

        await bench.StartAsync();

        Assert.Equal("me", (await bench.Server.NextAsync()).AgentId);
        Assert.Equal("me", IdentityFile.ReadFrom(bench.Spm.Layout.Identity)!.AgentId);
    }

    [Fact]
    public async Task AClone_RegistersAsACopy_AndKeepsItsOwnIdentityOnceAccepted()
    {
        await using var bench = await BeginCloneAsync();

        var own = await bench.Server.NextAsync();
        Assert.Equal("own", own.AgentId);
        Assert.Equal("me", IdentityFile.Read(bench.Spm.Layout)!.AgentId);
        own.Accept();

        Assert.Equal("own", (await bench.Server.NextAsync()).AgentId);
        Assert.Equal("own", IdentityFile.Read(bench.Spm.Layout)!.AgentId);
        Assert.Equal("me", IdentityFile.ReadFrom(IdentityFile.PutBy(bench.Spm.Layout))!.AgentId);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("of another machine")]
    public async Task AnOwnIdentityThatIsRefused_IsGivenUp(string refusal)
    {
        await using var bench = await BeginCloneAsync();
        var own = await bench.Server.NextAsync();
        if (refusal == "unknown") own.Answer(HttpStatusCode.Unauthorized);
        else own.Refuse(HttpStatusCode.Conflict, Problem.OtherMachine);
        Assert.Equal(1, (await bench.PauseAsync()).TotalSeconds);
        await bench.PassPauseAsync();

        Assert.Equal("me", (await bench.Server.NextAsync()).AgentId);
        Assert.False(File.Exists(IdentityFile.Candidate(bench.Spm.Layout)));
    }

    [Theory]
    [InlineData("503", "answered 503")]
    [InlineData("the copied one", "gave this clone no identity of its own")]
    [InlineData("pending", "waits for the operator's consent")]
    [InlineData("of another machine", "it was refused again")]
    public async Task ARegistrationThatFails_IsTriedAgain_AfterAPause(string answer, string sentence)
    {
        await using var bench = await new HeartbeatBench().StartAsync();
        (await bench.Server.NextAsync()).Refuse(HttpStatusCode.Conflict, Problem.OtherMachine);
        var registration = await bench.Server.NextAsync();
        if (answer == "503") registration.Answer(HttpStatusCode.ServiceUnavailable);
        else if (answer == "pending") registration.Refuse(HttpStatusCode.Conflict, Problem.ClonePending);
        else if (answer == "of another machine") registration.Refuse(HttpStatusCode.Conflict, Problem.OtherMachine);
        else registration.Accept(Registration.Replace("own", "me", StringComparison.Ordinal));

        Assert.Equal(1, (await bench.PauseAsync()).TotalSeconds);
        Assert.Contains(sentence, bench.Heartbeats.Fault, StringComparison.Ordinal);
        await bench.PassPauseAsync();
        Assert.Equal(("me", "/api/agents/heartbeat"), Named(await bench.Server.NextAsync()));
    }

    [Fact]
    public async Task AnAcceptedIdentityThatCannotBeWritten_IsNoAcceptance()
    {
        await using var bench = await BeginCloneAsync();
        // No file can take this name.
        Directory.CreateDirectory(IdentityFile.PutBy(bench.Spm.Layout));
        (await bench.Server.NextAsync()).Accept();

        Assert.Equal(1, (await bench.PauseAsync()).TotalSeconds);
        Assert.Contains("that the server accepted cannot be", bench.Heartbeats.Fault, StringComparison.Ordinal);
        Assert.Null(bench.Heartbeats.LastAcceptedAt);
        Directory.Delete(IdentityFile.PutBy(bench.Spm.Layout));
        await bench.PassPauseAsync();
        (await bench.Server.NextAsync()).Accept();
        await Eventually.HoldsAsync(() => bench.Heartbeats.LastAcceptedAt is not null);
    }

    [Fact]
    public async Task WhereTheServerRefusesTheIdentityThatHolds_TheOnePutByIsShownInTurn()
    {
        var bench = new HeartbeatBench();
        await using var disposed = bench;
        await File.WriteAllBytesAsync(
            IdentityFile.PutBy(bench.Spm.Layout),
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                SpmBench.Me with { AgentId = "old" }, IdentityJson.Default.Identity),
            TestContext.Current.CancellationToken);
        await bench.StartAsync();
        var shown = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var heartbeat = await bench.Server.NextAsync();
            shown.Add(heartbeat.AgentId);
            heartbeat.Answer(HttpStatusCode.Unauthorized);
            await bench.PassPauseAsync();
        }

        Assert.Equal(["me", "old", "me"], shown);
        Assert.True(bench.Heartbeats.Tally.IsRefused);
    }

    // A machine that was copied: its heartbeat is refused, and it has registered.
    private static async Task<HeartbeatBench> BeginCloneAsync()
    {
        var bench = await new HeartbeatBench().StartAsync();
        (await bench.Server.NextAsync()).Refuse(HttpStatusCode.Conflict, Problem.OtherMachine);
        var registration = await bench.Server.NextAsync();
        Assert.Equal(("me", "/api/agents/register"), Named(registration));
        registration.Accept(Registration);
        return bench;
    }

    private static (string AgentId, string Path) Named(Exchange request) => (request.AgentId, request.Path);
}
