using Aops.Chaos;

namespace Aops.Integration.Tests;

/// <summary>A short form of <c>./build.sh chaos</c>.</summary>
public sealed class ChaosTests
{
    // A fixed seed; other seeds are for ./build.sh chaos, where there is time to look into their findings.
    private const int Seed = 20261121;

    // Computed once by another process: with a seed that differs between processes nothing could be
    // replayed.
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
