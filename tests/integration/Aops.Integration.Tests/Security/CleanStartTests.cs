using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// The pair inherits nothing from the process that starts it: no variable, descriptor, umask or folder.
/// </summary>
[Collection(SettableCollection.Name)]
public sealed class CleanStartTests(SettableFixture fixture)
{
    private const string Secret = "a-secret-of-the-caller";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    // Open descriptors and settings of a careless shell.
    private const string Careless =
        $"umask 0; ulimit -c unlimited; export AOPS_TOKEN={Secret} ANYTHING={Secret}; exec 77</dev/zero 9</etc/hostname; cd /tmp; ";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sec_L2_WhatTheInstallersShellHolds_DoesNotReachThePair()
    {
        var agent = await InstallAsync();
        try
        {
            AssertClean(agent);
            var before = agent.SendTo(Role.Spm, Signal.SIGKILL);
            await agent.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);
            AssertClean(agent);

            (await agent.ServiceAsync(Stop, "stop")).MustSucceed();
            await RunAsync($"{agent.Layout.ServiceProgram} start --root {agent.Layout.Root}");
            await agent.WaitForPairAsync(Soon, Stop);
            AssertClean(agent);

            (await agent.ServiceAsync(Stop, "stop")).MustSucceed();
            await RunAsync($"{agent.Layout.ControlScript} start --root {agent.Layout.Root}");
            await agent.WaitForPairAsync(Soon, Stop);
            AssertClean(agent);
        }
        finally
        {
            await agent.ServiceAsync(CancellationToken.None, "uninstall");
        }
    }

    [Fact]
    public async Task Sec_L17_AnAbort_LeavesNoCore_WhateverTheCallersLimit()
    {
        var agent = await InstallAsync();
        try
        {
            foreach (var role in new[] { Role.Spm, Role.Spa })
            {
                var limit = File.ReadLines($"/proc/{agent.MustFind(role).Pid}/limits")
                    .Single(line => line.StartsWith("Max core file size", StringComparison.Ordinal));
                Assert.Equal("0", limit["Max core file size".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
            }
        }
        finally
        {
            await agent.ServiceAsync(CancellationToken.None, "uninstall");
        }
    }

    [Fact]
    public async Task Sec_L1_WithNoMask_NothingThatIsMadeIsOthersToWrite()
    {
        var agent = await InstallAsync();
        try
        {
            // install.sh has a mask of its own; an operator's start has none.
            (await agent.ServiceAsync(Stop, "stop")).MustSucceed();
            foreach (var log in Directory.EnumerateFiles(agent.Layout.Log)) File.Delete(log);
            await RunAsync($"{agent.Layout.ServiceProgram} start --root {agent.Layout.Root}");
            await agent.WaitForPairAsync(Soon, Stop);
            await fixture.Fleet.OrderSubAgentsAsync(
                agent, [new() { ["name"] = SettableFixture.Rooted, ["version"] = "1.0.0" }], Stop);
            await agent.WaitForSubAgentAsync(SettableFixture.Rooted, Soon, Stop);

            var writable = Directory.EnumerateFileSystemEntries(agent.Layout.Root, "*", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path).LinkTarget is null)
                .Where(path => (File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
                .ToList();
            Assert.Empty(writable);
            foreach (var role in new[] { Role.Spm, Role.Spa }) AssertMask(agent.MustFind(role).Pid);
            Assert.Contains(Directory.EnumerateFiles(agent.Layout.Log), f => f.EndsWith(".log", StringComparison.Ordinal));
        }
        finally
        {
            await agent.ServiceAsync(CancellationToken.None, "uninstall");
        }
    }

    private async Task<AgentHost> InstallAsync()
    {
        var agent = fixture.Fleet.NewHost();
        var token = await fixture.Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        await RunAsync(
            $"{fixture.Fleet.CurlLine(agent.Layout.Root, token)} --service-manager direct --version {PublishedPrograms.First}");
        await agent.WaitForPairAsync(Soon, Stop);
        return agent;
    }

    private static async Task RunAsync(string line) =>
        (await Command.RunAsync("/bin/bash", ["-c", Careless + line], Stop)).MustSucceed();

    private static void AssertClean(AgentHost agent)
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var pid = agent.MustFind(role).Pid;
            Assert.DoesNotContain(Secret, File.ReadAllText($"/proc/{pid}/environ"), StringComparison.Ordinal);
            var open = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(f => new FileInfo(f).LinkTarget);
            Assert.DoesNotContain(open, target => target is "/dev/zero" or "/etc/hostname");
            Assert.Equal("/", new FileInfo($"/proc/{pid}/cwd").LinkTarget);
            AssertMask(pid);
        }
    }

    private static void AssertMask(int pid) =>
        Assert.Contains(File.ReadLines($"/proc/{pid}/status"), line => line == "Umask:\t0022");
}
