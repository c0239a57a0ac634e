using System.Diagnostics;
using Aops.Console.Tests.Support;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Tests.Support;
using Microsoft.Playwright;

namespace Aops.Console.Tests;

/// <summary>The page of hosts holds what is looked at, however many there are.</summary>
[Collection(ConsoleTests.Name)]
public sealed class LargeFleetTests(ConsoleBench bench)
{
    private const int Runs = 5;
    private const int RowsMax = 60;

    [Fact]
    public async Task Scrolling_GoesOverManyHosts_WithFewRowsInThePage()
    {
        await using var server = await StartAsync();
        await StoreAsync(server, "some", 2000);
        await using var console = await bench.OpenAsync("#/hosts?q=hostname~some*&sort=hostname", server: server);
        await console.UntilAsync("() => document.querySelector('.head').textContent.includes('2,000 match')");

        await ScrollAsync(console, 1500);

        Assert.InRange(await console.Page.Locator(".window tbody tr").CountAsync(), 1, RowsMax);
        await console.Page.Locator(".window").EvaluateAsync("element => element.scrollTo(0, 0)");
        await console.SeesAsync("some-000000");
        console.AssertNoFault();
    }

    // 100,000 hosts cost at most twice what 1,000 cost: time to the first rows, scrolling, memory of scripts.
    [Fact]
    [Trait("Kind", "Figures")]
    public async Task AHundredThousandHosts_CostNoMoreThanTwiceAThousand()
    {
        await using var server = await StartAsync();
        await StoreAsync(server, "small", 1000);
        await StoreAsync(server, "large", 100_000);
        await MeasureAsync(server, "small");
        var small = new List<Figures>();
        var large = new List<Figures>();
        for (var run = 0; run < Runs; run++)
        {
            small.Add(await MeasureAsync(server, "small"));
            large.Add(await MeasureAsync(server, "large"));
        }
        var (one, hundred) = (Figures.Median(small), Figures.Median(large));
        TestContext.Current.TestOutputHelper?.WriteLine($"1,000: {one}\n100,000: {hundred}");

        Assert.InRange(hundred.FirstRowsMilliseconds, 0, 2 * one.FirstRowsMilliseconds);
        Assert.InRange(hundred.ScrollMilliseconds, 0, 2 * one.ScrollMilliseconds);
        Assert.InRange(hundred.HeapBytes, 0, 2 * one.HeapBytes);
    }

    // A server of its own: others count the hosts of theirs.
    private Task<TestServer> StartAsync()
    {
        // Without a browser the test is skipped before anything is started.
        _ = bench.Server;
        return TestServer.StartAsync();
    }

    private async Task<Figures> MeasureAsync(TestServer server, string name)
    {
        var begun = Stopwatch.StartNew();
        await using var console = await bench.OpenAsync($"#/hosts?q=hostname~{name}*&sort=hostname", server: server);
        await console.SeesAsync($"{name}-000000");
        var first = begun.Elapsed.TotalMilliseconds;
        begun.Restart();
        await ScrollAsync(console, 900);
        var scroll = begun.Elapsed.TotalMilliseconds;
        var heap = await console.Page.EvaluateAsync<double>("() => { gc(); return performance.memory.usedJSHeapSize; }");
        return new Figures(first, scroll, heap);
    }

    // Scrolls on until this row is there, as a wheel would.
    private static async Task ScrollAsync(ConsolePage console, int row)
    {
        var window = console.Page.Locator(".window");
        await window.WaitForAsync();
        await console.Page.WaitForFunctionAsync(
            """
            row => {
              const element = document.querySelector('.window');
              element.scrollTo(0, row * 40);
              return [...element.querySelectorAll('tbody tr:not(.waiting)')].some(one => Number(one.ariaRowIndex ?? one.getAttribute('aria-rowindex')) === row + 2);
            }
            """, row, new PageWaitForFunctionOptions { PollingInterval = 20 });
    }

    private static async Task StoreAsync(TestServer server, string name, int count)
    {
        await using var database = server.OpenDatabase();
        var hosts = Enumerable.Range(0, count).Select(number => new HostFacts
        {
            Id = $"{name}{number:000000}", Hostname = $"{name}-{number:000000}", Version = "1.0.0", State = HostState.Never,
            EnrolledAt = DateTimeOffset.UnixEpoch, Os = "Debian GNU/Linux 12", Kernel = "6.1.0", Architecture = "x64",
            ServiceManager = "systemd", SubAgents = ["host-metrics"],
            Labels = new Dictionary<string, string> { ["env"] = "prod" },
        });
        foreach (var piece in hosts.Chunk(5000)) await HostSeed.StoreAsync(database, piece);
    }

    private sealed record Figures(double FirstRowsMilliseconds, double ScrollMilliseconds, double HeapBytes)
    {
        public static Figures Median(List<Figures> runs) => new(
            Middle(runs.Select(run => run.FirstRowsMilliseconds)), Middle(runs.Select(run => run.ScrollMilliseconds)),
            Middle(runs.Select(run => run.HeapBytes)));

        private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Runs / 2);
    }
}
