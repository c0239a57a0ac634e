using Aops.Chaos;

namespace Aops.Integration.Tests;

/// <summary>A short form of <c>./build.sh chaos</c>.</summary>
public sealed class ChaosTests
{
    // One seed for all runs: others are for ./build.sh chaos, which has the time to look into what they find.
    private const int Seed = 20261121;

    // Computed once, in another process: a seed that were different in each process could replay nothing.
    [Theory]
    [InlineData(1, 1, -1412045561)]
    [InlineData(1, 2, 337744490)]
    [InlineData(20261121, 600, -2020385998)]
    public void SeedOfAFault_IsTheSameInEveryProcess(int run, int number, int seed) =>
        Assert.Equal(seed, FaultSeed.Of(run, number));

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
