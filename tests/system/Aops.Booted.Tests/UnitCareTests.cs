using Aops.Contracts;
using Aops.Harness;
using Aops.Systemd.Client;

namespace Aops.Booted.Tests;

/// <summary>Unit files are files that the suite looks after, as it does after its programs.</summary>
public sealed class UnitCareTests(Site site) : BootedTest(site)
{
    private const string Folder = "/etc/systemd/system";
    private const string DropIn = $"{Folder}/aops-spm.service.d/mine.conf";
    private static readonly string Spm = UnitNames.Of(Role.Spm);

    // One machine for all of it: each costs a boot and an install.
    [Fact]
    public async Task Case_D7_D10_D15_WhatAUnitLost_OrWasGiven_IsTold_AndMended()
    {
        await Case_D15_JournalNamesTheHalvesAsync();
        await Case_D7_DeletedFilesAreWrittenAgainAsync();
        await Case_D7_FilesThatCannotBeWrittenAreAFaultAndStoodInForAsync();
        await Case_D10_RefusedDropInIsBypassedUntilItIsEditedAsync();
        await Case_D10_ReasonOfAUnitThatDoesNotRunIsToldAsync();
        await Case_D7_StartRunsThePairInItsUnitsAsync();
    }

    private async Task Case_D15_JournalNamesTheHalvesAsync()
    {
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            var name = await Agent.ShowAsync(UnitNames.Of(role), "SyslogIdentifier", Stop);
            Assert.Equal(role.ProgramName(), name);
        }
        await ReplaceAsync(Role.Spm, () => Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", Spm));
        Assert.DoesNotContain("pid null", Agent.Files.LogTail(), StringComparison.OrdinalIgnoreCase);
    }

    private async Task Case_D7_DeletedFilesAreWrittenAgainAsync()
    {
        foreach (var harm in new[] { "rm -f $f", "echo damaged >$f" })
        {
            await ShellAsync($"for f in {Folder}/aops-sp?.service; do {harm}; done; systemctl daemon-reload");
            if (harm.StartsWith("echo", StringComparison.Ordinal)) (await Agent.ServiceAsync(Stop, "repair")).MustSucceed();
            await WaitForFragmentAsync(Folder);
        }
        Assert.Equal("enabled", await Agent.ShowAsync(Spm, "UnitFileState", Stop));
        await AssertHealthyAsync();
    }

    private async Task Case_D7_FilesThatCannotBeWrittenAreAFaultAndStoodInForAsync()
    {
        await ShellAsync($"mount --bind {Folder} {Folder}; rm {Folder}/aops-sp?.service; "
            + $"mount -o remount,bind,ro {Folder}; systemctl daemon-reload");

        await WaitForFaultAsync($"{Folder}/{Spm} is missing");
        await KillAsync();
        foreach (var (name, value) in new[]
                 {
                     ("OOMPolicy", "continue"), ("NoNewPrivileges", "yes"), ("WatchdogUSec", "1min"),
                     ("StartLimitIntervalUSec", "0"),
                 })
            Assert.Equal((name, value), (name, await Agent.ShowAsync(Spm, name, Stop)));
        Assert.Contains("/var/lib/aops/stopped", await ShellAsync($"systemctl cat {Spm}"), StringComparison.Ordinal);

        await ShellAsync($"umount {Folder}");
        (await Agent.ServiceAsync(Stop, "renew-units")).MustSucceed();
        await WaitForFragmentAsync(Folder);
        await Agent.WaitHealthyAsync(Stop);
    }

    private async Task Case_D10_RefusedDropInIsBypassedUntilItIsEditedAsync()
    {
        await LayDropInAsync("ExecStart=relative nonsense");

        await KillAsync();

        await WaitForFaultAsync($"systemd refuses {Spm} with {DropIn}");
        await ShellAsync($"printf '[Service]\\nLimitCORE=4096\\n' >{DropIn}");
        await AssertHealthyAsync();
        Assert.Equal("4096", await Agent.ShowAsync(Spm, "LimitCORE", Stop));
    }

    private async Task Case_D10_ReasonOfAUnitThatDoesNotRunIsToldAsync()
    {
        await LayDropInAsync("ExecStart=\\nExecStart=/bin/false");

        await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", Spm);

        await Agent.WaitAsync("the reason is told",
            s => s["faults"]!.ToJsonString().Contains("aops-spm does not run: systemd has it as", StringComparison.Ordinal)
                && s["faults"]!.ToJsonString().Contains("exit code 1", StringComparison.Ordinal), Stop);
        await ShellAsync($"rm {DropIn}; systemctl daemon-reload");
        await Agent.WaitHealthyAsync(Stop);
    }

    private async Task Case_D7_StartRunsThePairInItsUnitsAsync()
    {
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        await ShellAsync($"rm -rf {Folder}/aops* {Folder}/multi-user.target.wants/aops*; systemctl daemon-reload");

        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();

        await Agent.WaitHealthyAsync(Stop);
        Assert.Equal("enabled", await Agent.ShowAsync(Spm, "UnitFileState", Stop));
    }

    // Another spm is there; healthy it need not be.
    private async Task KillAsync()
    {
        var before = await Agent.MainPidAsync(Role.Spm, Stop);
        (await Agent.SystemctlAsync(Stop, "kill", "-s", "KILL", Spm)).MustSucceed();
        await Agent.WaitAsync("spm is back", s => s["spm"]!["answers"]!.GetValue<bool>(), Stop);
        Assert.NotEqual(before, await Agent.MainPidAsync(Role.Spm, Stop));
    }

    private Task WaitForFaultAsync(string sentence) => Agent.WaitAsync($"status says: {sentence}",
        s => s["state"]!.GetValue<string>() == "unhealthy"
            && s["faults"]!.AsArray().Any(f => f!.GetValue<string>().Contains(sentence, StringComparison.Ordinal)), Stop);

    private Task WaitForFragmentAsync(string folder) => Eventually.HoldsAsync($"the units are those of {folder}", BootedAgent.Soon,
        async token => await Agent.ShowAsync(Spm, "FragmentPath", token) == $"{folder}/{Spm}"
            && await Agent.ShowAsync(Spm, "LoadState", token) == "loaded", Stop);

    private Task LayDropInAsync(string setting) => ShellAsync(
        $"mkdir -p $(dirname {DropIn}); printf '[Service]\\n{setting}\\n' >{DropIn}; systemctl daemon-reload");

    private async Task<string> ShellAsync(string line) =>
        (await Agent.Machine.RunAsync(Stop, "sh", "-c", line)).MustSucceed().Output.Trim();
}
