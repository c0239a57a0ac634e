using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Server.Audit.Trail;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>A server that is killed in the middle of changes has each change with its row, or neither.</summary>
public sealed class AuditKillTests
{
    private const int Rounds = 4;
    private const int Clients = 8;

    [Fact]
    public async Task AfterSigkill_EachChangeHasItsRow_AndEachRowItsChange()
    {
        var random = new Random(19);
        await using var server = await TestServer.StartAsync();
        await server.StopAsync();
        var number = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var process = Start(server.Data, out var url);
            try
            {
                using var client = await ConnectAsync(server, url, process);
                var writers = Enumerable.Range(0, Clients).Select(_ => WriteAsync(client, () => Interlocked.Increment(ref number))).ToList();
                var wanted = number + random.Next(20, 200);
                await Until.TrueAsync(() => Volatile.Read(ref number) > wanted);
                process.Kill();
                await Task.WhenAll(writers);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
            await CompareAsync(server);
        }
        Assert.True(number > Rounds * 20);
    }

    private static async Task CompareAsync(TestServer server)
    {
        await using var database = server.OpenDatabase();
        var (groups, rows) = await database.ReadAsync(
            connection => (
                connection.Prepare("SELECT name FROM host_group").Read(row => $"group:{row.GetString(0)}"),
                connection.Prepare("SELECT object FROM audit WHERE kind = 'group.create'").Read(row => row.GetString(0))),
            TestContext.Current.CancellationToken);
        Assert.NotEmpty(groups);
        Assert.Equal(groups.Order(), rows.Order());
        var heads = new AuditHeadFile(Path.Combine(server.Data, "audit-heads")).Read();
        var verdict = await new AuditVerifier(new AuditStore(database))
            .VerifyAsync(heads, 0, TestContext.Current.CancellationToken);
        Assert.Empty(verdict.Faults);
    }

    private static async Task WriteAsync(HttpClient client, Func<int> next)
    {
        try
        {
            while (true)
            {
                var number = next();
                using var body = new StringContent(
                    $$"""{"name":"g{{number}}","rank":{{number}},"q":"label.env=x"}""", Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync("/api/v1/groups", body);
                if (answer.StatusCode == HttpStatusCode.Conflict) return;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            // It was killed.
        }
    }

    private static Process Start(string data, out Uri url)
    {
        var port = FreePort.Find();
        url = new Uri($"https://127.0.0.1:{port}");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "aops-server"))
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var word in new[] { "run", "--data", data, "--database", TestStore.WordOf(data), "--listen", $"127.0.0.1:{port}" })
            start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<HttpClient> ConnectAsync(TestServer server, Uri url, Process process)
    {
        var client = server.CreateClient(url);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(Path.Combine(server.Data, "operator.token"))).Trim());
        var until = Environment.TickCount64 + 60_000;
        while (true)
        {
            Assert.False(process.HasExited, "the server has ended");
            try
            {
                JsonNode groups = await client.GetOkAsync("/api/v1/groups?limit=1");
                Assert.NotNull(groups);
                return client;
            }
            catch (HttpRequestException) when (Environment.TickCount64 < until)
            {
                await Task.Delay(50);
            }
        }
    }
}
