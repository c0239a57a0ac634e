using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests.Packages;

/// <summary>A test of what a package does on a machine that has none of them yet; each format runs the same list.</summary>
public abstract class PackageTest : SystemdTest
{
    /// <summary>The agent's package.</summary>
    internal const string Agents = "aops-agent";

    private readonly PackageSite _site;

    private protected PackageTest(PackageSite site, IPackager packager)
    {
        _site = site;
        Packager = packager;
    }

    /// <summary>The format.</summary>
    private protected IPackager Packager { get; }

    public override async ValueTask InitializeAsync()
    {
        _site.RequireMachines();
        var first = Packager.Folder(PublishedPrograms.First);
        Assert.SkipUnless(Directory.Exists(first), $"{first} is not there: what builds packages is not installed");
        Agent = await BootedAgent.BootAsync(_site.Fleet, Stop);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            Agent.Machine.Lay($"{Packager.Folder(version)}/{Packager.FileOf(Agents, version)}", "srv");
        await Packager.PrepareAsync(Agent.Machine, Stop);
    }

    private protected Task<CommandResult> RunAsync(params string[] words) => Agent.Machine.RunAsync(Stop, words);

    /// <summary>Installs a version of a package, whatever version is there.</summary>
    /// <returns>What was said.</returns>
    private protected async Task<string> TakeAsync(string version, string package = Agents) =>
        (await Packager.InstallAsync(Agent.Machine, Packager.FileOf(package, version), Stop)).MustSucceed().Text;

    /// <summary>Removes a package.</summary>
    private protected async Task RemoveAsync(string package = Agents) =>
        (await Packager.RemoveAsync(Agent.Machine, package, Stop)).MustSucceed();

    /// <summary>Removes what the removal of the agent's package left, and looks that nothing is there any more.</summary>
    private protected async Task PurgeAsync()
    {
        await Packager.PurgeAsync(Agent.Machine, Agents, Stop);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>Nothing that the package owns was changed.</summary>
    private protected async Task AssertCleanAsync(string package = Agents) =>
        Assert.Equal("", await Packager.VerifyAsync(Agent.Machine, package, Stop));

    /// <summary>Lays down what a host needs to enrol by itself; the token last.</summary>
    private protected async Task LayDownEnrolmentAsync()
    {
        var server = _site.Fleet.Server;
        Agent.Files.EditConf(("heartbeatSrv", server.Url.GetLeftPart(UriPartial.Authority)));
        Agent.QuickenTimes();
        Agent.Machine.Lay(server.Authority, "etc/aops/trust", "ca.pem");
        var token = await server.Api.CreateEnrolmentTokenAsync(Stop);
        (await RunAsync("sh", "-c", $"umask 077; echo {token} >/etc/aops/.token; mv /etc/aops/.token /etc/aops/token"))
            .MustSucceed();
    }

    /// <summary>Installs the first version, enrols by a token, and orders a sub-agent.</summary>
    /// <returns>Pid of the sub-agent.</returns>
    private protected async Task<int> EnrolAsync()
    {
        await TakeAsync(PublishedPrograms.First);
        await LayDownEnrolmentAsync();
        await Agent.WaitHealthyAsync(Stop);
        return await Agent.RunTickerAsync(Stop);
    }

    /// <summary>Waits until the suite runs a version that is on no trial.</summary>
    private protected async Task WaitForVersionAsync(string version)
    {
        await Agent.WaitAsync($"version {version} is committed",
            s => s["version"]?.GetValue<string>() == version
                && s["upgrade"]?["phase"]?.GetValue<string>() == "success", Stop, TimeSpan.FromSeconds(180));
        await Agent.WaitHealthyAsync(Stop);
    }

    /// <summary>No process, unit or file of the suite is there, but what is named.</summary>
    private protected async Task AssertNothingIsLeftAsync(params IReadOnlyList<string> but)
    {
        var processes = await RunAsync("ps", "-eo", "args");
        Assert.DoesNotContain("aops", processes.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Site.Ticker, processes.Output, StringComparison.Ordinal);
        foreach (var role in new[] { Role.Spm, Role.Spa })
            Assert.Equal("not-found", await Agent.ShowAsync(UnitNames.Of(role), "LoadState", Stop));
        Assert.Equal("", (await Agent.SystemctlAsync(Stop, "list-unit-files", "--no-legend", "aops*")).Output.Trim());
        var left = await RunAsync("find", "/etc", "/opt", "/run", "/usr", "/var", "-xdev", "-path", "*aops*",
            "-not", "-path", "/var/log/journal/*", "-not", "-path", "/run/systemd/*",
            // dpkg remembers what it removed, until it is purged.
            "-not", "-path", "/var/lib/dpkg/info/*");
        Assert.Equal(but, left.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }
}
