using System.Diagnostics;
using Aops.Contracts;
using Aops.Harness;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>
/// Pairs with the paths of this installation that do not belong to it: in a container, in a mount
/// namespace, in a chroot. And the reverse: a pair of this installation whose paths are spelled
/// differently.
/// </summary>
public sealed class OtherRootTests(FleetFixture fixture) : AgentTest(fixture)
{
    private readonly TempRoot _image = new("image");
    private Process? _container;

    private string Root => Agent.Layout.Root;

    private string Control => Agent.Layout.ControlScript;

    public override async ValueTask DisposeAsync()
    {
        ProcessesWithin.KillAll(Root);
        _container?.Kill(entireProcessTree: true);
        _container?.Dispose();
        await base.DisposeAsync();
        _image.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("--mount")]
    [InlineData("--mount --pid --fork --mount-proc")]
    public async Task Case_D4_W4_PairInAnotherNamespaceByTheSamePaths_IsLeftAlone(string namespaces)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a namespace needs root");
        await StopAndCopyAsync();
        StartContainer(namespaces, $"mount --bind '{_image.Path}/copy' '{Root}'");
        var inside = await InsideAsync();

        Assert.Equal(ExitCodes.NotRunning, (await Agent.ServiceAsync(Stop, "status")).ExitCode);
        Assert.Contains("nothing was running", (await Agent.ServiceAsync(Stop, "stop")).MustSucceed().Output,
            StringComparison.Ordinal);
        Assert.Equal(3, (await Command.RunAsync("/bin/sh", [Control, "status"], Stop)).ExitCode);
        (await Command.RunAsync("/bin/sh", [Control, "stop"], Stop)).MustSucceed();
        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();

        Assert.All(inside, process => Assert.True(process.IsAlive, $"{process} was ended"));
    }

    [Fact]
    public async Task Case_D4_CommandsInAChrootWithACopyOfThisHost_LeaveTheHostAlone()
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "a chroot needs root");
        var ticker = await RunTickerAsync();
        var pair = new[] { Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa) };
        await CopyAsync($"{_image.Path}{Root}");

        var status = await InChrootAsync($"{Agent.Layout.ServiceProgram} status --root {Root}");
        var stop = await InChrootAsync($"{Agent.Layout.ServiceProgram} stop --root {Root}");
        var script = await InChrootAsync($"{Control} stop");
        var uninstall = await InChrootAsync($"{Agent.Layout.ServiceProgram} uninstall --root {Root}");

        Assert.Equal(ExitCodes.NotRunning, status.ExitCode);
        foreach (var result in new[] { stop, script, uninstall }) result.MustSucceed();
        Assert.All(pair, process => Assert.True(process.IsAlive, $"{process} was ended"));
        await AssertTickerIsAsync(ticker);
    }

    [Theory]
    [InlineData("opt", "var/opt")]
    [InlineData("opt/aops", "srv/programs")]
    [InlineData("var/lib/aops", "srv/state")]
    public async Task Case_B07_FolderIsALink_AllVerbsFindThePair_AndUninstallRemovesWhatIsBehindIt(string link, string target)
    {
        await StopAsync();
        var (from, to) = (Path.Combine(Root, link), Path.Combine(Root, target));
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        Directory.Move(from, to);
        Directory.CreateSymbolicLink(from, to);

        foreach (var root in new string[][] { [], ["--root", Root] })
        {
            await ControlAsync(0, ["start", .. root]);
            await Agent.WaitForPairAsync(Soon, Stop);
            await ControlAsync(0, ["status", .. root]);
            await ControlAsync(0, ["stop", .. root]);
            Assert.Empty(ProcessesWithin.Find(Root));
            await ControlAsync(3, ["status", .. root]);
        }
        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();
        var spm = Agent.SendTo(Role.Spm, Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);

        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();

        Assert.Empty(ProcessesWithin.Find(Root));
        Assert.Empty(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories));
    }

    private async Task ControlAsync(int code, string[] words) =>
        Assert.Equal(code, (await Command.RunAsync("/bin/sh", [Control, .. words], Stop)).ExitCode);

    private async Task StopAsync() => (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();

    private async Task StopAndCopyAsync()
    {
        await StopAsync();
        await CopyAsync($"{_image.Path}/copy");
        File.Delete(new AopsLayout($"{_image.Path}/copy").StopMarker);
    }

    private async Task CopyAsync(string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        (await Command.RunAsync("cp", ["-a", Root, target], Stop)).MustSucceed();
    }

    private void StartContainer(string namespaces, string mounts) => _container = Process.Start(
        "unshare", [.. namespaces.Split(' '), "sh", "-c",
            $"{mounts} && {Agent.Layout.ServiceProgram} start --root {Root} && exec sleep 1000"]);

    private async Task<List<ProcessIdentity>> InsideAsync()
    {
        var found = new List<ProcessIdentity>();
        await Eventually.HoldsAsync("the pair in the container runs", Soon, () =>
        {
            found = [.. ProcessesWithin.Find(Root).Where(p => ProcessesWithin.ProgramOf(p) is { } program
                && (program.EndsWith("/aops-spm", StringComparison.Ordinal)
                    || program.EndsWith("/aops-spa", StringComparison.Ordinal)))];
            return found.Count == 2;
        }, Stop);
        return found;
    }

    // The mounts end with the mount namespace.
    private Task<CommandResult> InChrootAsync(string command) => Command.RunAsync("unshare", ["--mount", "sh", "-c", $"""
        cd '{_image.Path}' && for d in usr lib lib64 bin etc proc dev; do
            [ -e "/$d" ] || continue
            mkdir -p "$d" && mount --rbind "/$d" "$d" || exit 99
        done
        exec chroot . /bin/sh -c '{command}'
        """], Stop);
}
