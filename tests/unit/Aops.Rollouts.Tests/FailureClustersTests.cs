using Aops.Rollouts.Failures;
using Aops.Rollouts.Hosts;

namespace Aops.Rollouts.Tests;

public sealed class FailureClustersTests
{
    [Fact]
    public void AFaultOfOneKernel_IsNamed_WithItsLift()
    {
        var hosts = Enumerable.Range(0, 60).Select(i => Host(
            i < 8 ? "6.9.1" : $"6.1.{i % 3}", i % 2 == 0 ? "debian 12" : "rocky 9", i < 7 ? $"ended with {i}" : null)).ToList();

        var cluster = Assert.Single(FailureClusters.Find(hosts));

        Assert.Equal(("ended with #", 7), (cluster.Reason, cluster.Hosts));
        Assert.Equal(new TraitLift("kernel", "6.9.1", 7, 8, 7, 60), cluster.Traits[0]);
        Assert.Equal(7.5, cluster.Traits[0].Lift, 3);
        Assert.DoesNotContain(cluster.Traits, trait => trait.Name == "distribution");
    }

    [Fact]
    public void ReasonsAreApart_AndASubAgentIsATrait()
    {
        var hosts = Enumerable.Range(0, 40).Select(i => Host("6.1", "debian 12", i switch
        {
            < 6 => "crash loop of web",
            < 8 => "disk of 12 GiB is read-only",
            _ => null,
        }) with { Traits = Traits("6.1", "debian 12", i < 6 ? "2.0" : "1.0") }).ToList();

        var clusters = FailureClusters.Find(hosts);

        Assert.Equal(["crash loop of web", "disk of # GiB is read-only"], clusters.Select(cluster => cluster.Reason));
        Assert.Equal(("sub-agent web", "2.0"), (clusters[0].Traits[0].Name, clusters[0].Traits[0].Value));
    }

    // One charged host of one has a high lift, and is no proof.
    [Fact]
    public void ATraitOfChance_IsNotNamed()
    {
        var hosts = Enumerable.Range(0, 10)
            .Select(i => Host($"6.{i}", "debian 12", i % 2 == 0 ? "timed out" : null)).ToList();

        Assert.Empty(Assert.Single(FailureClusters.Find(hosts)).Traits);
    }

    [Fact]
    public void WithoutFailures_ThereIsNone() =>
        Assert.Empty(FailureClusters.Find([Host("6.1", "debian 12", null)]));

    private static AttemptedHost Host(string kernel, string distribution, string? reason) =>
        new(Traits(kernel, distribution, "1.0"), reason is not null, reason);

    private static HostTraits Traits(string kernel, string distribution, string web) =>
        new(distribution, kernel, "x64", new Dictionary<string, string> { ["web"] = web });
}
