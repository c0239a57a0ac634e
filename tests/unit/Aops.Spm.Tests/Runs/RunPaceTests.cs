using System.Net;
using Aops.Contracts.Wire.Runs;
using Aops.Spm.Runs;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Runs;

/// <summary>What a host does when its server says that it takes no more for now.</summary>
public sealed class RunPaceTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 3)]
    [InlineData(100_000, 300)]
    public async Task ServerThatAsksForAPause_IsToldAgainAfterIt_HoweverOftenItAsks(int asked, int seconds)
    {
        using var spm = new SpmBench();
        var clock = spm.Clock;
        var server = new RunServer { Answer = HttpStatusCode.TooManyRequests, RetryAfter = TimeSpan.FromSeconds(asked) };
        using var http = new HttpClient(server);
        var ledger = new RunLedger(spm.Layout, clock, NullLogger<RunLedger>.Instance);
        var courier = new RunCourier(
            new RunClient(() => http, clock), () => (new Uri("https://server:7443"), SpmBench.Me), ledger, _ => { }, clock,
            spm.Jitter, NullLogger<RunCourier>.Instance);
        ledger.TryAccept(new RunOffer(new RunOrder { Id = "r1", StartBefore = clock.GetUtcNow() }, "it is damaged"));

        for (var request = 1; request <= 8; request++)
        {
            var pass = courier.PassAsync(TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(
                () => server.Requests == request && clock.NextWait == TimeSpan.FromSeconds(1.25 * seconds),
                () => $"{server.Requests} requests, the next in {clock.NextWait}");
            clock.Advance(clock.NextWait!.Value);
            await pass;
        }
        // Without a word about the time it is asked less and less often.
        server.RetryAfter = null;
        var first = await NextWaitAsync();
        var second = await NextWaitAsync();
        Assert.True(second > first, $"{first}, then {second}");

        async Task<TimeSpan> NextWaitAsync()
        {
            var (requests, pass) = (server.Requests, courier.PassAsync(TestContext.Current.CancellationToken));
            await Eventually.HoldsAsync(() => server.Requests > requests && clock.NextWait < TimeSpan.FromSeconds(5));
            var wait = clock.NextWait!.Value;
            clock.Advance(wait);
            await pass;
            return wait;
        }
    }
}
