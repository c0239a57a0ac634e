using Aops.Chaos;

namespace Aops.Integration.Tests;

/// <summary>A short form of <c>./build.sh chaos</c>.</summary>
public sealed class ChaosTests
{
    // One seed for all runs: others are for ./build.sh chaos, which has the time to look into what they find.
    private const int Seed = 20261121;

    [Fact]
    public async Task SixHundredFaults_LeaveOneOfEach_AndAllHealthy()
    {
        var options = new ChaosOptions
        {
            Seed = Seed, Faults = 600, FaultsBetweenCalms = 200, Duration = TimeSpan.FromSeconds(45),
        };
        using var output = new StringWriter();

        var failure = await new ChaosRun(options, output).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(failure is null, $"{output}{failure}");
    }
}
