using Aops.Cli.Tests.Support;
using Aops.Server.Tests.Support;

namespace Aops.Cli.Tests;

/// <summary>What happened to a host, and who did it.</summary>
public sealed class TimelineTests
{
    [Fact]
    public async Task Timeline_TellsWhoChangedALabel()
    {
        await using var bench = await CliBench.StartAsync();
        await bench.SeedAsync(Fleet.Three);

        var none = (await bench.RunAsync("hosts", "timeline", "web-1")).Expect(0);
        await bench.Server.Operator.SendAsync(
            HttpMethod.Patch, $"/api/v1/hosts/{Fleet.Web1}/labels", """{"seen":"yes"}""");
        // The event is stored after the answer.
        var told = none;
        var until = Environment.TickCount64 + 15_000;
        while (told.Output.Length == none.Output.Length && Environment.TickCount64 < until)
            told = (await bench.RunAsync("hosts", "timeline", "web-1")).Expect(0);

        Assert.Contains("nothing is known of it", none.Error, StringComparison.Ordinal);
        Assert.Contains("labels", told.Output, StringComparison.Ordinal);
        Assert.Contains("initial", told.Output, StringComparison.Ordinal);
    }
}
