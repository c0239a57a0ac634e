using System.Globalization;
using Aops.Sweep;

namespace Aops.Integration.Tests;

/// <summary>
/// A seeded part of each sweep; <c>./build.sh sweep</c> does all of it. They bring their own fleets, and run one after
/// the other.
/// </summary>
[Collection(nameof(SweepTests))]
public sealed class SweepTests
{
    // The seed of a day: over time every point has its turn, and a failure names its own.
    private static readonly string Seed = DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("points", 24)]
    [InlineData("damage", 12)]
    [InlineData("weather", 1)]
    [InlineData("releases", 1)]
    public async Task Sample_LosesNoHost(string kind, int sample)
    {
        var arguments = SweepArguments.TryParse(
            [kind, "--seed", Seed, "--lanes", "2", "--sample", sample.ToString(CultureInfo.InvariantCulture)]);
        using var output = new StringWriter();

        var outcomes = await new SweepRun(arguments!, output).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(SweepReport.IsGood(outcomes), $"seed {Seed}\n{output}");
    }

    // It proves first that it would see a flush that is missing.
    [Fact]
    public async Task Failure01_PowerCut_LosesNoHost()
    {
        string[] scenarios = ["upgrade", "rollback", "failed-trial", "subagent", "install", "server"];
        var scenario = scenarios[int.Parse(Seed, CultureInfo.InvariantCulture) % scenarios.Length];
        var arguments = SweepArguments.TryParse(
            ["power", "--seed", Seed, "--sample", "600", "--starts", "2", "--scenario", scenario]);
        using var output = new StringWriter();

        var outcomes = await new SweepRun(arguments!, output).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(SweepReport.IsGood(outcomes), $"seed {Seed}, {scenario}\n{output}");
    }
}
