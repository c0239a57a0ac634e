using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Output that cannot be written does not stop the work; the exit code reports it.</summary>
public sealed class OutputChannelTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task Case_B06_StopStartAndRestart_AreDone()
    {
        foreach (var (channels, code) in new[]
                 {
                     (">/dev/full 2>/dev/full", 74), ("2>/dev/full", 74), ("<&- >&- 2>&-", 74), ("2>&-", 0),
                     ("</dev/full >>/dev/full", 74),
                 })
        {
            Assert.Equal(code, await ServiceAsync($"stop --root {Agent.Layout.Root} {channels}"));
            Assert.Null(Agent.ProcessOf(Role.Spm));
            Assert.Null(Agent.ProcessOf(Role.Spa));

            Assert.Equal(code, await ServiceAsync($"start --root {Agent.Layout.Root} {channels}"));
            await Agent.WaitForPairAsync(Soon, Stop);
        }
        Assert.Equal(74, await ServiceAsync($"restart --root {Agent.Layout.Root} >/dev/full 2>/dev/full"));
        await Agent.WaitForPairAsync(Soon, Stop);
    }

    [Fact]
    public async Task Case_B06_InstallStatusAndUninstall_AreDone()
    {
        var host = Fleet.NewHost();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        var service = Fleet.Programs.Program("aops-agent-service");
        Assert.Equal(74, await ShellAsync($"{service} install --root {host.Layout.Root} --endpoint {Fleet.Server.Url} "
            + $"--ca {Fleet.Server.Authority} --token {token} >/dev/full 2>/dev/full"));
        await host.WaitForPairAsync(Soon, Stop);

        Assert.Equal(74, await ShellAsync($"{host.Layout.ServiceProgram} status --root {host.Layout.Root} >/dev/full"));
        Assert.Equal(74, await ShellAsync($"{host.Layout.ServiceProgram} logs spm --root {host.Layout.Root} >/dev/full"));
        Assert.Equal(74, await ShellAsync($"{host.Layout.ServiceProgram} metrics --root {host.Layout.Root} >/dev/full"));
        // Output without a reader ends the program, which does not run on for ever.
        Assert.Equal(74, await ShellAsync($"{host.Layout.ServiceProgram} status --watch --root {host.Layout.Root} >/dev/full"));
        Assert.Equal(74, await ShellAsync($"{host.Layout.ServiceProgram} logs -f spm --root {host.Layout.Root} >/dev/full"));
        Assert.Equal(74, await ShellAsync(
            $"{Fleet.Programs.Program("aops-server")} token create --data {Fleet.Server.Data} >/dev/full"));

        Assert.Equal(74, await ShellAsync(
            $"{host.Layout.ServiceProgram} uninstall --root {host.Layout.Root} >/dev/full 2>/dev/full"));
        Assert.Empty(host.Leftovers());
    }

    private Task<int> ServiceAsync(string words) => ShellAsync($"{Agent.Layout.ServiceProgram} {words}");

    private static async Task<int> ShellAsync(string line) =>
        (await Command.RunAsync("/bin/sh", ["-c", line], Stop)).ExitCode;
}
