using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aops.Contracts;
using Aops.Server.CommandLine;
using Aops.Server.Hosting;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task Restart_KeepsEverything()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var token = await TestAgent.NewEnrolmentTokenAsync(server);
        await server.Operator.PutOkAsync("/api/desired?force", """{"agent":{"version":"1.0.0"}}""");
        var revision = (long)(await server.Operator.PutOkAsync(
            $"/api/fleet/{agent.Id}/desired?force", """{"agent":{"version":"2.0.0"}}"""))["revision"]!;
        await server.Operator.SendAsync(
            HttpMethod.Post, $"/api/fleet/{agent.Id}/commands", """{"kind":"restart-agent"}""");
        var before = server.Application.CaFingerprint;

        await server.StopAsync();
        await server.StartAgainAsync();

        Assert.Equal(before, server.Application.CaFingerprint);
        var reply = await agent.BeatAsync();
        Assert.Equal("2.0.0", (string?)reply["desired"]!["agent"]!["version"]);
        Assert.Equal(revision, (long)reply["desired"]!["revision"]!);
        Assert.Single(reply["commands"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await TestAgent.RegisterAsync(server, token)).Status);
        var next = await server.Operator.PutOkAsync("/api/desired?force", "{}");
        Assert.True((long)next["revision"]! > revision);
    }

    [Fact]
    public async Task Stop_AnswersHeldHeartbeats()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var held = await agent.HoldAsync();
        var watch = Stopwatch.StartNew();

        await server.StopAsync();

        Assert.Equal(HttpStatusCode.OK, (await held).Status);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 4);
    }

    [Fact]
    public async Task SecondServer_OnTheSameFolder_IsRefused()
    {
        await using var server = await TestServer.StartAsync();

        var fault = await Assert.ThrowsAsync<StartupFault>(() => ServerApplication.StartAsync(
            TestServer.Options(server.Data), TimeProvider.System, CancellationToken.None));

        Assert.Equal(ExitCodes.AlreadyRunning, fault.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakenPort_IsASentence_AndLetsGoOfTheFolder()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var data = Path.Combine(Path.GetTempPath(), $"aops-server-{Guid.NewGuid():N}");
        try
        {
            var options = TestServer.Options(data) with { Listen = [(IPEndPoint)taken.LocalEndpoint] };

            var fault = await Assert.ThrowsAsync<StartupFault>(() => ServerApplication.StartAsync(
                options, TimeProvider.System, CancellationToken.None));
            await using var other = await ServerApplication.StartAsync(
                TestServer.Options(data), TimeProvider.System, CancellationToken.None);

            Assert.Equal(ExitCodes.OsError, fault.ExitCode);
            Assert.Contains("another program listens on", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task FolderThatCannotBeWritten_IsASentence()
    {
        var fault = await Assert.ThrowsAsync<StartupFault>(() => ServerApplication.StartAsync(
            TestServer.Options("/proc/aops"), TimeProvider.System, CancellationToken.None));

        Assert.Equal(ExitCodes.CannotWrite, fault.ExitCode);
    }

    [Fact]
    public async Task LostCaKey_IsNotReplacedByItself()
    {
        await using var server = await TestServer.StartAsync();
        var key = server.Application.Folder.CaKey;
        await server.StopAsync();
        File.Delete(key);

        var fault = await Assert.ThrowsAsync<StartupFault>(server.StartAgainAsync);

        Assert.Equal(ExitCodes.BadData, fault.ExitCode);
    }

    [Fact]
    public async Task DatabaseThatCannotBeRead_IsASentence_AndLetsGoOfTheFolder()
    {
        await using var server = await TestServer.StartAsync();
        var address = TestStore.Of(server.Data);
        await server.StopAsync();
        Run("ALTER TABLE host_desired RENAME TO lost");

        var fault = await Assert.ThrowsAsync<StartupFault>(server.StartAgainAsync);

        Assert.Equal(ExitCodes.CannotWrite, fault.ExitCode);
        Assert.Contains($"the database {address.Name}: ", fault.Message, StringComparison.Ordinal);
        Run("ALTER TABLE lost RENAME TO host_desired");
        await server.StartAgainAsync();

        void Run(string sql)
        {
            using var dialect = address.Open(lockWait: null);
            using var connection = dialect.OpenWriter();
            connection.Run(sql);
        }
    }

    [Theory]
    [InlineData("--listen", "nonsense")]
    [InlineData("--listen", "127.0.0.1")]
    [InlineData("--public-url", "http://x")]
    [InlineData("--log-level", "loud")]
    [InlineData("--unknown", "x")]
    public async Task WrongWords_AreRefused(params string[] words) =>
        Assert.Equal(ExitCodes.Usage, await ServerCommands.RunAsync(["--data", "/proc/aops", .. words]));

    [Fact]
    public async Task NoFolder_IsRefused() => Assert.Equal(ExitCodes.Usage, await ServerCommands.RunAsync([]));

    [Fact]
    public async Task Version_NeedsNoFolder() =>
        Assert.Equal(ExitCodes.Ok, await ServerCommands.RunAsync(["--version"]));
}
