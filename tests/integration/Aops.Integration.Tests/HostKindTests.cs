using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>
/// Hosts of every kind that docs/reference/PORTABILITY.md lists: the suite works there, or says in one sentence why it does not.
/// </summary>
public sealed class HostKindTests(FleetFixture fixture) : HostKindTest(fixture)
{
    private const string EmptyMachineId = "[ ! -e /etc/machine-id ] || mount --bind \"$EMPTY\" /etc/machine-id";

    /// <summary>
    /// One container of many oddities: /var in memory, /proc that hides others' processes, no machine id, an odd name, a Turkish
    /// locale. It is installed, renamed, killed and removed.
    /// </summary>
    [Fact]
    public async Task Case_B18_StrangeContainer_LivesARename_AndAKill()
    {
        SkipUnlessRoot();
        var agent = Fleet.NewHost();
        var var = Directory.CreateDirectory(Path.Combine(agent.Layout.Root, "var")).FullName;
        await using var host = await StartAsync($"""
            mount -t tmpfs -o mode=0755 tmpfs {var}
            mount -t proc -o hidepid=2 proc /proc
            {EmptyMachineId}
            printf 'TIR_ı-Güneş.%s' one > /proc/sys/kernel/hostname
            """);
        var locale = new Dictionary<string, string?> { ["LANG"] = "tr_TR.UTF-8", ["LC_ALL"] = "tr_TR.UTF-8" };
        try
        {
            var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
            (await host.RunAsync(Service, InstallWords(agent, token), locale, Stop))
                .MustSucceed();
            var first = await HealthyAsync(host, agent);

            await host.ShellAsync("printf 'RENAMED.two' > /proc/sys/kernel/hostname", Stop);
            (await host.RunAsync(agent.Layout.ServiceProgram, ["restart", "--root", agent.Layout.Root], locale, Stop))
                .MustSucceed();
            await AcceptedAsync(host, agent, first.AgentId);

            var killed = agent.SendTo(Role.Spm, Signal.SIGKILL);
            await Eventually.GetAsync("another spm answers", Soon, async _ =>
                agent.ProcessOf(Role.Spm) is { } now && now != killed && (await StatusAsync(host, agent)).State == "healthy"
                    ? agent : null, Stop);
            await AcceptedAsync(host, agent, first.AgentId);

            (await host.RunAsync(agent.Layout.ServiceProgram, ["uninstall", "--root", agent.Layout.Root], locale, Stop))
                .MustSucceed();
            Assert.Equal("", (await host.ShellAsync($"find {agent.Layout.Root} -type f", Stop)).Text);
        }
        finally
        {
            ProcessesWithin.KillAll(agent.Layout.Root);
        }
    }

    /// <summary>Sub-agents cannot run from /var then; the suite itself can.</summary>
    [Fact]
    public async Task NoexecVar_IsNoted_AndThePairLives()
    {
        SkipUnlessRoot();
        var agent = Fleet.NewHost();
        var var = Directory.CreateDirectory(Path.Combine(agent.Layout.Root, "var")).FullName;
        await using var host = await StartAsync($"mount -t tmpfs -o noexec,mode=0755 tmpfs {var}");
        try
        {
            var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
            var installed = (await host.RunAsync(Service, InstallWords(agent, token), NoVariables, Stop)).MustSucceed();
            Assert.Contains("mounted noexec: no sub-agent can run from there", installed.Error, StringComparison.Ordinal);
            await HealthyAsync(host, agent);
            (await host.RunAsync(agent.Layout.ServiceProgram, ["uninstall", "--root", agent.Layout.Root], NoVariables, Stop))
                .MustSucceed();
        }
        finally
        {
            ProcessesWithin.KillAll(agent.Layout.Root);
        }
    }

    /// <summary>A pid namespace whose pid 1 does not reap.</summary>
    [Fact]
    public async Task ContainerWithoutInit_RevivesAndEnds()
    {
        SkipUnlessRoot();
        var agent = Fleet.NewHost();
        await using var host = await StartAsync("true", "--pid");
        try
        {
            var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
            (await host.RunAsync(Service, InstallWords(agent, token), NoVariables, Stop)).MustSucceed();
            var before = await HealthyAsync(host, agent);

            await host.ShellAsync($"kill -9 {before.SpmPid}", Stop);
            await Eventually.GetAsync("another spm answers", Soon, async _ =>
                await StatusAsync(host, agent) is { State: "healthy" } now && now.SpmPid != before.SpmPid ? now : null, Stop);

            (await host.RunAsync(agent.Layout.ServiceProgram, ["uninstall", "--root", agent.Layout.Root], NoVariables, Stop))
                .MustSucceed();
            Assert.Empty(ProcessesWithin.Find(agent.Layout.Root));
        }
        finally
        {
            ProcessesWithin.KillAll(agent.Layout.Root);
        }
    }

    /// <summary>A host without any address of IPv4.</summary>
    [Fact]
    public async Task Ipv6Alone_Enrols()
    {
        SkipUnlessRoot();
        using var folder = new TempRoot("six");
        var (data, root) = (folder.Folder("data"), Path.Combine(folder.Path, "root"));
        var (server, service) = (Fleet.Programs.Program("aops-server"), Service);
        await using var host = await StartAsync("""
            ip link set lo up
            ip address del 127.0.0.1/8 dev lo
            """, "--net");

        var result = await host.ShellAsync($"""
            cp -a {Fleet.Server.Repository} {data}/repository
            {server} run --data {data} --listen '[::1]:7443' > {folder.Path}/server.log 2>&1 &
            trap "kill $!" EXIT
            for i in $(seq 100); do curl -fs --cacert {data}/ca.pem 'https://[::1]:7443/ca.pem' -o {folder.Path}/ca && break; sleep 0.1; done
            AOPS_TOKEN=$({server} token create --data {data}) {service} install --root {root} --version 1.0.0 \
                --endpoint 'https://[::1]:7443' --ca {data}/ca.pem
            for i in $(seq 50); do {root}/opt/aops/bin/aops-agent-service status --root {root} && break; sleep 0.2; done
            {root}/opt/aops/bin/aops-agent-service uninstall --root {root}
            """, Stop);

        Assert.True(result.ExitCode == 0, $"{result.Text}\n{await File.ReadAllTextAsync(folder.Path + "/server.log", Stop)}");
        Assert.Contains("healthy", result.Output, StringComparison.Ordinal);
    }

    private static async Task AcceptedAsync(HostNamespace host, AgentHost agent, string? id)
    {
        var status = await Eventually.GetAsync("a heartbeat is accepted", Soon, async _ =>
            await StatusAsync(host, agent) is { IsAccepted: true } found ? found : null, Stop);
        Assert.Equal(id, status.AgentId);
    }
}
