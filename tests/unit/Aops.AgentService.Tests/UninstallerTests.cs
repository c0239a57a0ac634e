using System.Diagnostics;
using Aops.AgentService.Faults;
using Aops.AgentService.Uninstall;
using Aops.Contracts;
using Aops.Hosting;

namespace Aops.AgentService.Tests;

public sealed class UninstallerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly TemporaryRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Uninstall_LeavesNothing()
    {
        _root.LayOutSlot();
        var spm = _root.StartMember(Role.Spm);
        Assert.True((await UninstallAsync()).Ok);
        Assert.False(spm.IsAlive);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task Uninstall_Twice_SaysThatThereIsNothing()
    {
        _root.LayOutSlot();
        await UninstallAsync();
        var outcome = await UninstallAsync();
        Assert.True(outcome.Ok);
        Assert.Contains("nothing to remove", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task Uninstall_WithKeepData_KeepsExactlyThat()
    {
        _root.LayOutSlot();
        File.WriteAllText(_root.Layout.Conf, "heartbeatSrv: https://h\n");
        File.WriteAllText(_root.Layout.Identity, "{}");
        File.WriteAllText(_root.Layout.Journal, "{}");
        Directory.CreateDirectory(Path.GetDirectoryName(_root.Layout.TrustCa)!);
        File.WriteAllText(_root.Layout.TrustCa, "pem");
        await new Uninstaller(_root.Context).RunAsync(UninstallRetention.Data, Patience, CancellationToken.None);
        Assert.Equal(
            ["etc/aops/conf.yml", "etc/aops/trust/ca.pem", "var/lib/aops/identity.json"],
            _root.Everything().Where(path => File.Exists(Path.Combine(_root.Layout.Root, path))).Order());
    }

    [Fact]
    public async Task Uninstall_WithKeepConf_LeavesConfToThePackage()
    {
        _root.LayOutSlot();
        File.WriteAllText(_root.Layout.Conf, "heartbeatSrv: https://h\n");
        File.WriteAllText(_root.Layout.Identity, "{}");
        File.WriteAllText(_root.Layout.EnrolmentToken, "secret");
        await new Uninstaller(_root.Context).RunAsync(UninstallRetention.Conf, Patience, CancellationToken.None);
        Assert.Equal(
            ["etc/aops/conf.yml"],
            _root.Everything().Where(path => File.Exists(Path.Combine(_root.Layout.Root, path))));
    }

    [Fact]
    public async Task Uninstall_FollowsNoLinkAndTouchesNoNeighbour()
    {
        _root.LayOutSlot();
        var outside = Path.Combine(_root.Layout.Root, "home");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "precious"), "");
        Directory.CreateDirectory(_root.Layout.SubAgents);
        File.CreateSymbolicLink(Path.Combine(_root.Layout.SubAgents, "link"), outside);
        Directory.CreateDirectory(Path.GetDirectoryName(_root.Layout.TrustCa)!);
        File.CreateSymbolicLink(_root.Layout.TrustCa, "/nowhere");
        Directory.CreateDirectory(Path.Combine(_root.Layout.Root, "etc/other"));
        await UninstallAsync();
        Assert.Equal(["etc", "etc/other", "home", "home/precious"], _root.Everything().Order());
    }

    [Fact]
    public async Task Uninstall_NamesWhatItCannotRemoveAndRemovesTheRest()
    {
        Assert.SkipUnless(Native.CurrentUser.IsRoot, "an immutable file needs root");
        _root.LayOutSlot();
        var immutable = Path.Combine(_root.Layout.SubAgent("a"), "data", "immutable");
        Directory.CreateDirectory(Path.GetDirectoryName(immutable)!);
        File.WriteAllText(immutable, "");
        Assert.SkipUnless(await ChangeAttributesAsync("+i", immutable), "this file system has no immutable files");
        try
        {
            var fault = await Assert.ThrowsAsync<ServiceException>(UninstallAsync);

            Assert.Contains(immutable, fault.Message, StringComparison.Ordinal);
            Assert.NotEqual(ExitCodes.Ok, fault.ExitCode);
            var left = Directory.EnumerateFiles(_root.Layout.Root, "*", SearchOption.AllDirectories).ToList();
            Assert.Contains(immutable, left);
            // What repeats it is there.
            Assert.Contains(_root.Layout.ServiceProgram, left);
            Assert.All(left, path => Assert.True(path == immutable || path.StartsWith(_root.Layout.Bin)));
        }
        finally
        {
            await ChangeAttributesAsync("-i", immutable);
        }
    }

    private static async Task<bool> ChangeAttributesAsync(string change, string file)
    {
        using var chattr = Process.Start(new ProcessStartInfo("chattr", [change, file]) { RedirectStandardError = true })!;
        await chattr.WaitForExitAsync();
        return chattr.ExitCode == 0;
    }

    [Fact]
    public async Task Uninstall_OpensFoldersThatWereMadeReadOnly()
    {
        _root.LayOutSlot();
        File.SetUnixFileMode(Path.Combine(_root.Layout.Slot(TemporaryRoot.Version), "bin"), UnixFileMode.UserRead);
        await UninstallAsync();
        Assert.Empty(_root.Everything());
    }

    [Fact]
    public async Task Uninstall_WhileAnotherIsUnderWay_ChangesNothing()
    {
        _root.LayOutSlot();
        using var held = Installed.InstallLock.Take(_root.Layout);
        var fault = await Assert.ThrowsAsync<Faults.ServiceException>(UninstallAsync);
        Assert.Equal(ExitCodes.AlreadyRunning, fault.ExitCode);
        Assert.True(File.Exists(_root.Layout.LauncherProgram));
    }

    private Task<Faults.Outcome> UninstallAsync() =>
        new Uninstaller(_root.Context).RunAsync(UninstallRetention.None, Patience, CancellationToken.None);
}
