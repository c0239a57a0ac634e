using Aops.Booted.Tests;
using Aops.Harness;

[assembly: AssemblyFixture(typeof(RpmSite))]

namespace Aops.Booted.Tests;

/// <summary>A server that orders no version of its own accord, for hosts whose packages bring one.</summary>
public sealed class RpmSite() : MachineFleet("rpm")
{
    /// <summary>Folder of the packages of a version.</summary>
    public static string Packages(string version) => Path.Combine(PublishedPrograms.Tree, "artifacts/rpm", version);

    /// <summary>Skips the test where no machine can be booted, or no package be built.</summary>
    public override void RequireMachines()
    {
        base.RequireMachines();
        Assert.SkipUnless(Directory.Exists(Packages(PublishedPrograms.First)), "rpm, rpmlint or createrepo_c not installed");
    }

    protected override Task AddMoreAsync(CancellationToken cancellationToken) =>
        AddScriptAsync(Site.Ticker, "while :; do sleep 60; done", cancellationToken);
}
