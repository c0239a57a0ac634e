using System.Globalization;
using Aops.Chaos;

namespace Aops.Integration.Tests;

/// <summary>A short form of <c>./build.sh chaos</c>.</summary>
public sealed class ChaosTests
{
    // The seed of a day: a failure names its own.
    private static readonly int Seed = int.Parse(
        DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

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
