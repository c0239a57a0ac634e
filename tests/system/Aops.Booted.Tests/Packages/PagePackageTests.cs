using Aops.Contracts;
using Aops.Harness;

namespace Aops.Booted.Tests.Packages;

/// <summary>The lines of docs/how-to/INSTALL.md about packages, as a reader types them.</summary>
public abstract class PagePackageTests : PackageTest
{
    private const string Page = "docs/how-to/INSTALL.md";
    private const string Folder = "/srv/page";

    private readonly PackageSite _site;

    private protected PagePackageTests(PackageSite site, IPackager packager) : base(site, packager) => _site = site;

    [Fact]
    public async Task LinesOfTheAgent_EnrolTheHost_AndRemoveIt()
    {
        var server = _site.Fleet.Server;
        var words = await Packager.OfferAsync(Agent.Machine, Stop);
        Agent.Machine.Lay(server.Authority, Folder[1..], "ca.pem");
        var token = await server.Api.CreateEnrolmentTokenAsync(Stop);
        await File.WriteAllTextAsync(Agent.Machine.Root + $"{Folder}/token", token + "\n", Stop);
        const string edit = "vi() { echo \"heartbeatSrv: $SERVER\" >>\"$1\"; }";

        await TypeAsync("### Install and enrol", words, $"SERVER={server.Url.GetLeftPart(UriPartial.Authority)}", edit);

        await Agent.WaitHealthyAsync(Stop);
        await Eventually.HoldsAsync("the token is used up", BootedAgent.Soon,
            () => !File.Exists(Agent.Files.Layout.EnrolmentToken), Stop);
        await AssertCleanAsync();

        await TypeAsync("### Remove", words);

        await AssertNothingIsLeftAsync(Packager.LeftBehind);
    }

    [Fact]
    public async Task LinesOfTheServer_RunOne_AndMakeAToken()
    {
        var words = await Packager.OfferAsync(Agent.Machine, Stop);
        // The machine shares the network of this host.
        var edit = $"vi() {{ echo 'AOPS_SERVER_OPTIONS=\"--listen 127.0.0.1:{FreePort.Find()}\"' >\"$1\"; }}";

        var said = await TypeAsync("### The server's package", words, edit);

        Assert.Equal("active", await Agent.ShowAsync("aops-server.service", "ActiveState", Stop));
        Assert.Contains("listens on", said, StringComparison.Ordinal);
        Assert.Contains("fingerprint", said, StringComparison.Ordinal);
        Assert.Matches("(?m)^aops-enrol-[A-Za-z0-9_-]+$", said);
    }

    private async Task<string> TypeAsync(string section, params string[] prologue)
    {
        var page = new PageShell(Page, section, PageShell.Machine)
        {
            Prologue = string.Join('\n', [.. prologue, $"cd {Folder}"]),
        };
        Assert.NotEmpty(page.Steps);
        page.Replaced.Add("/etc/sysconfig", Packager.Settings);
        var outputs = Directory.CreateDirectory(Agent.Machine.Root + $"{Folder}/outputs");
        await File.WriteAllTextAsync(Agent.Machine.Root + $"{Folder}/script", page.Script($"{Folder}/outputs"), Stop);
        var run = await RunAsync("bash", $"{Folder}/script");
        Assert.True(run.ExitCode == ExitCodes.Ok, run.Text);
        return string.Concat(outputs.EnumerateFiles().OrderBy(file => file.Name.Length).ThenBy(file => file.Name)
            .Select(file => File.ReadAllText(file.FullName)));
    }
}
