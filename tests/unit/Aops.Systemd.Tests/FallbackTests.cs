using System.Diagnostics;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Tests;

public sealed class FallbackTests : BusTest
{
    private const string Shown = "LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=42\n";

    [Fact]
    public void BusThatIsDown_SystemctlIsAsked()
    {
        Broker.Kill();
        Commands.Answer(Shown, 0);

        Assert.Equal(new UnitStatus("loaded", "active", "running", 42), Client.Status(Unit));
        Client.Start(Unit);
        Client.Kill(Unit, "all", 15);
        Client.ResetFailed(Unit);
        Client.Enable([Unit]);
        Client.Reload();

        const string first = "systemctl [--no-pager] [--no-ask-password]";
        Assert.Equal(
            [
                $"{first} [show] [--property=LoadState,ActiveState,SubState,MainPID] [--] [{Unit}]",
                $"{first} [start] [--no-block] [--quiet] [--] [{Unit}]",
                $"{first} [kill] [--kill-who=all] [--signal=15] [--] [{Unit}]",
                $"{first} [reset-failed] [--] [{Unit}]",
                $"{first} [enable] [--no-reload] [--force] [--quiet] [--] [{Unit}]",
                $"{first} [daemon-reload]",
            ], Commands.Runs);
    }

    [Fact]
    public void Units_AreListedTheSameWay_OverTheBusAndByCommand()
    {
        ListedUnit[] expected =
        [
            new("a.service", new UnitStatus("loaded", "active", "running", 0)),
            new("b.timer", new UnitStatus("loaded", "failed", "dead", 0)),
        ];
        Assert.Equal(expected, Client.ListUnits());

        Broker.Kill();
        Commands.Answer(
            "a.service loaded active running what a is\nb.timer   loaded failed dead    what b is\nc.service loaded act", 0);
        Assert.Equal(expected, Client.ListUnits());
    }

    [Fact]
    public void BusThatHangs_IsGivenUpInTime_AndLeftAlone()
    {
        using var silent = new SilentBus();
        using var client = new SystemdClient(Commands.Options(silent.Address));
        Commands.Answer(Shown, 0);
        var clock = Stopwatch.StartNew();

        Assert.Equal(42, client.Status(Unit).MainPid);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.4, 5);

        clock.Restart();
        for (var i = 0; i < 3; i++) client.Status(Unit);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1.4);
    }

    [Fact]
    public void SystemdThatDoesNotAnswerOverTheBus_IsAskedByCommand()
    {
        Systemd.Silent["Get"] = true;
        Commands.Answer(Shown, 0);

        Assert.Equal(42, Client.Status(Unit).MainPid);
    }

    [Fact]
    public void BusThatDiesInACall_TheCommandAnswers_AndABusThatIsBackIsUsedAgain()
    {
        using var first = new BrokerProcess();
        var systemd = new FakeSystemd(first.Address) { Silent = { ["StartUnit"] = true } };
        systemd.OnCall = member =>
        {
            if (member == "StartUnit") first.Kill();
        };
        using var client = new SystemdClient(Commands.Options(first.Address) with { CallTimeMax = Soon });
        var clock = Stopwatch.StartNew();

        var job = client.Start(Unit);

        Assert.Equal("", job.Path);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        Assert.Single(Commands.Runs);
        first.Restart();
        using var again = new FakeSystemd(first.Address);
        again.Show(Unit, "active", "running", 43);
        Assert.Equal(43, client.Status(Unit).MainPid);
        Assert.Equal(JobResult.Done, client.Wait(job, Soon, Stop));
        Assert.Single(Commands.Runs);
        systemd.Dispose();
    }

    [Fact]
    public async Task BusThatDiesInAWait_TheJobIsJudgedByCommand()
    {
        Systemd.Show(Unit, "activating", "start", 7);
        var job = Client.Start(Unit);
        Commands.Answer(Shown + "Job=\n", 0);
        var waiting = Task.Factory.StartNew(
            () => Client.Wait(job, Soon, Stop), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Broker.Kill();

        Assert.Equal(JobResult.Done, await waiting.WaitAsync(Soon, Stop));
    }

    [Fact]
    public void JobOfSystemctl_IsWaitedForByLooks()
    {
        Broker.Kill();
        var job = Client.Stop(Unit);
        Commands.Answer("Job=17\n", 0);
        Assert.Equal(JobResult.Pending, Client.Wait(job, TimeSpan.FromMilliseconds(100), Stop));

        Commands.Answer("LoadState=loaded\nActiveState=inactive\nSubState=dead\nMainPID=0\n", 0);

        Assert.Equal(JobResult.Done, Client.Wait(job, Soon, Stop));
    }

    [Theory]
    [InlineData("Failed to start x.service: Unit x.service is masked.", SystemdErrors.UnitMasked)]
    [InlineData("Failed to start x.service: Unit x.service not found.", SystemdErrors.NoSuchUnit)]
    [InlineData("Failed to stop x.service: Unit x.service not loaded.", SystemdErrors.NoSuchUnit)]
    [InlineData("Failed to start transient service unit: Unit x.service was already loaded or has a fragment file.",
        SystemdErrors.UnitExists)]
    [InlineData("Failed to kill unit x.service: No main process to kill", SystemdErrors.NoSuchProcess)]
    [InlineData("Failed to start x.service: Access denied", null)]
    public void FailuresOfCommands_HaveTheNamesOfTheirErrors(string text, string? name)
    {
        Broker.Kill();
        Commands.Answer(text, 1);

        var error = Assert.Throws<SystemdException>(() => Client.Start(Unit));

        Assert.Equal(name, error.Name);
        Assert.False(error.IsDisconnected);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NeitherWay_IsOneSentence_AfterABoundedTime()
    {
        Broker.Kill();
        Commands.Answer("Failed to connect to bus: Connection refused", 1);
        var clock = Stopwatch.StartNew();

        var error = Assert.Throws<SystemdException>(() => Client.Start(Unit));

        Assert.True(error.IsDisconnected);
        Assert.Contains(Broker.Address, error.Message, StringComparison.Ordinal);
        Assert.Contains("systemctl", error.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.25, 5);
    }

    [Fact]
    public void CommandThatHangs_IsKilled()
    {
        Broker.Kill();
        Commands.Do("echo partly; exec sleep 100");
        using var client = new SystemdClient(
            Commands.Options(Broker.Address) with { CommandTimeMax = TimeSpan.FromMilliseconds(300) });
        var clock = Stopwatch.StartNew();

        Assert.True(Assert.Throws<SystemdException>(() => client.Status(Unit)).IsDisconnected);

        Assert.InRange(clock.Elapsed.TotalSeconds, 0.25, 5);
    }

    [Fact]
    public void MissingCommand_IsNamed()
    {
        Broker.Kill();
        using var client = new SystemdClient(
            Commands.Options(Broker.Address) with { SystemctlPath = "/nowhere/systemctl" });

        Assert.Contains("/nowhere/systemctl",
            Assert.Throws<SystemdException>(() => client.Status(Unit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exit_IsReadFromWhatIsShown()
    {
        Broker.Kill();
        Commands.Answer("ExecMainCode=0\nExecMainStatus=0\nExecMainPID=7\n", 0);
        Assert.Null(Client.ExitOf(Unit));
        Commands.Answer("ExecMainCode=1\nExecMainStatus=203\nExecMainPID=7\n", 0);
        Assert.Equal(new MainExit(7, 203, null), Client.ExitOf(Unit));
        Commands.Answer("ExecMainCode=2\nExecMainStatus=9\nExecMainPID=7\n", 0);
        Assert.Equal(new MainExit(7, null, 9), Client.ExitOf(Unit));
        Commands.Answer("MemoryMax=infinity\n", 0);
        Assert.Equal(ulong.MaxValue, Client.ReadUInt64(Unit, "MemoryMax"));
    }

    [Fact]
    public void TransientUnit_IsStartedBySystemdRun()
    {
        Broker.Kill();

        Client.StartTransient(new TransientUnit
        {
            Name = Unit,
            Properties = [("ExecStart", new UnitProperty.Command("/bin/x", ["/bin/x", "-a", "$B c"]))],
        });

        Assert.Equal(
            [$"systemd-run [--unit={Unit}] [--no-block] [--quiet] [--no-ask-password] [--] [/bin/x] [-a] [$$B c]"],
            Commands.Runs);
    }

    [Fact]
    public void TransientUnit_ThatExists_IsToldAsOne_AlsoWhenTheBusWasTriedBefore()
    {
        Broker.Kill();
        Commands.Answer("Failed to start transient service unit: Unit was already loaded or has a fragment file.", 1);

        var error = Assert.Throws<SystemdException>(() => Client.StartTransient(new TransientUnit
        {
            Name = Unit,
            Properties = [("ExecStart", new UnitProperty.Command("/bin/x", ["/bin/x"]))],
        }));

        Assert.Equal(SystemdErrors.UnitExists, error.Name);
        Assert.Single(Commands.Runs);
    }

    [Fact]
    public void TransientUnit_WhoseFirstAnswerWasLost_IsNotTakenForAnother()
    {
        Systemd.Errors["StartTransientUnit"] = ("org.freedesktop.DBus.Error.NoReply", "lost");
        Commands.Answer("Failed to start transient service unit: Unit was already loaded or has a fragment file.", 1);

        var job = Client.StartTransient(new TransientUnit
        {
            Name = Unit,
            Properties = [("ExecStart", new UnitProperty.Command("/bin/x", ["/bin/x"]))],
        });

        Assert.Contains($"StartUnit({Unit},replace)", Systemd.Calls);
        Assert.NotEqual("", job.Path);
    }
}
