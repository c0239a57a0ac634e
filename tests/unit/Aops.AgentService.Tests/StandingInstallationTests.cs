using Aops.AgentService.Enrolment;
using Aops.AgentService.Install;
using Aops.Hosting;
using Aops.Upgrade.Journal;

namespace Aops.AgentService.Tests;

/// <summary>An install over an installation that is what it asks for.</summary>
public sealed class StandingInstallationTests : IDisposable
{
    private static readonly Identity Me = new() { AgentId = "a1", AgentToken = "secret", MachineId = "m" };
    private readonly TemporaryRoot _root = new();

    public StandingInstallationTests()
    {
        _root.LayOutSlot();
        File.WriteAllText(_root.Layout.Conf, "heartbeatSrv: https://server:8443\n");
        new JournalStore(_root.Layout, TimeProvider.System, _ => { })
            .Mutate(_ => new UpgradeJournal { Current = TemporaryRoot.Version });
        IdentityFile.Write(_root.Layout, Me);
    }

    private InstallPlan Plan => new()
    {
        Endpoint = new Uri("https://server:8443"),
        Identity = Me,
        IsUpgradeOfOlder = true,
    };

    public void Dispose() => _root.Dispose();

    [Fact]
    public void New_W8_AnotherServerAuthorityRootOrIdentity_DoesNotFit()
    {
        Assert.True(Fits(Plan));
        Assert.True(Fits(Plan, new InstallOptions { AgentId = "a1" }));
        Assert.False(Fits(Plan with { Identity = null }));
        Assert.False(Fits(Plan with { IsUpgradeOfOlder = false }));
        Assert.False(Fits(Plan with { NewConf = "heartbeatSrv: https://other\n", IsOtherServer = true }));
        Assert.False(Fits(Plan, new InstallOptions { AgentId = "a2" }));
        Assert.False(Fits(Plan with { TrustRoot = "x"u8.ToArray() }, new InstallOptions { TrustRoot = "/root.json" }));
        File.WriteAllText(Ensured(_root.Layout.TrustCa), "pinned");
        Assert.False(Fits(Plan));
    }

    [Fact]
    public void New_W8_TrialThatIsUnderWay_DoesNotFit()
    {
        new JournalStore(_root.Layout, TimeProvider.System, _ => { })
            .Mutate(journal => journal with { Phase = JournalPhase.SpmTrial });

        Assert.False(Fits(Plan));
    }

    [Fact]
    public async Task New_W8_OlderVersion_NeedsAFullInstall() =>
        Assert.Null(await new StandingInstallation(_root.Context, new InstallOptions())
            .TryKeepAsync(Plan, "0.9.0", CancellationToken.None));

    private bool Fits(InstallPlan plan, InstallOptions? options = null) =>
        new StandingInstallation(_root.Context, options ?? new InstallOptions()).Fits(plan);

    private static string Ensured(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
