using Aops.Booted.Tests.Packages;
using Aops.Harness;

[assembly: AssemblyFixture(typeof(PackageSite))]

namespace Aops.Booted.Tests.Packages;

/// <summary>A server that orders no version of its own accord, for hosts whose packages bring one.</summary>
public sealed class PackageSite() : MachineFleet("packages")
{
    protected override Task AddMoreAsync(CancellationToken cancellationToken) =>
        AddScriptAsync(Site.Ticker, "while :; do sleep 60; done", cancellationToken);
}
