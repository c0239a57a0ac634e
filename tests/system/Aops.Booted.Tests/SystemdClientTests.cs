using Aops.Harness;
using Aops.Native.Processes;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Booted.Tests;

/// <summary>The library against a real systemd, over its bus and by its commands.</summary>
public sealed class SystemdClientTests(Site site) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private Machine? _machine;
    private SystemdClient? _manager;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Machine Host => _machine!;

    private SystemdClient Manager => _manager!;

    // By its commands: on a machine whose bus is down.
    private async Task ReachAsync(bool byBus)
    {
        var address = byBus ? await Host.ExposeBusAsync(Stop) : "unix:path=/nowhere/bus";
        if (!byBus) (await Host.RunAsync(Stop, "systemctl", "stop", "dbus.socket", "dbus.service")).MustSucceed();
        _manager = new SystemdClient(new SystemdOptions
        {
            BusAddress = address,
            SystemctlPath = byBus ? "/nowhere/systemctl" : Host.ExposeProgram("systemctl"),
            SystemdRunPath = byBus ? "/nowhere/systemd-run" : Host.ExposeProgram("systemd-run"),
        });
    }

    public async ValueTask InitializeAsync()
    {
        site.RequireMachines();
        _machine = await Machine.BootAsync(MachineKind.Booted, site.Fleet.Root.Folder("manager-" + Guid.NewGuid().ToString("N")[..8]), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _manager?.Dispose();
        if (_machine is not null) await _machine.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UnitFromAFile_IsEnabledStartedKilledStoppedAndForgotten(bool byBus)
    {
        await ReachAsync(byBus);
        const string unit = "sleeper.service";
        await WriteAsync("/etc/systemd/system/" + unit,
            "[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n");
        Assert.Equal("not-found", Manager.Status("nobody.service").LoadState);

        Manager.Reload();
        Manager.Enable([unit]);
        Assert.Equal("enabled", (await Host.RunAsync(Stop, "systemctl", "is-enabled", unit)).Output.Trim());
        Assert.Equal(JobResult.Done, Manager.Wait(Manager.Start(unit), Soon, Stop));
        var first = Manager.Status(unit);
        Assert.Equal(("loaded", "active", "running"), (first.LoadState, first.ActiveState, first.SubState));
        Assert.True(first.MainPid > 0);
        Assert.Null(Manager.ExitOf(unit));

        Assert.Equal(JobResult.Done, Manager.Wait(Manager.Restart(unit), Soon, Stop));
        Assert.NotEqual(first.MainPid, Manager.Status(unit).MainPid);

        Assert.True(Manager.Kill(unit, "main", Signal.SIGKILL));
        var failed = Manager.WaitUntil(unit, s => !s.IsLive, Soon, Stop);
        Assert.Equal("failed", failed.ActiveState);
        Assert.Equal((null, Signal.SIGKILL), (Manager.ExitOf(unit)!.Code, Manager.ExitOf(unit)!.EndSignal));
        Assert.True(Manager.ResetFailed(unit));
        Assert.Equal("inactive", Manager.Status(unit).ActiveState);

        Assert.Equal(JobResult.Done, Manager.Wait(Manager.Start(unit), Soon, Stop));
        Assert.Equal(JobResult.Done, Manager.Wait(Manager.Stop(unit), Soon, Stop));
        Assert.False(Manager.Kill(unit, "main", Signal.SIGKILL));
        Manager.Disable([unit]);
        Assert.Equal("disabled", (await Host.RunAsync(Stop, "systemctl", "is-enabled", unit)).Output.Trim());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LinkedUnit_IsKnown_AndMaskedOneIsAllowedAgain(bool byBus)
    {
        await ReachAsync(byBus);
        const string unit = "linked.service";
        await WriteAsync("/opt/linked.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        Manager.Link(["/opt/linked.service"]);
        Manager.Reload();
        Assert.Equal("loaded", Manager.Status(unit).LoadState);
        Manager.Disable([unit]);
        Manager.Reload();
        Assert.Equal("not-found", Manager.Status(unit).LoadState);

        await WriteAsync("/usr/lib/systemd/system/linked.service", "[Service]\nExecStart=/bin/sleep 1000\n");
        (await Host.RunAsync(Stop, "systemctl", "mask", unit)).MustSucceed();
        var refused = Assert.Throws<SystemdException>(() => Manager.Start(unit));
        Assert.Equal(SystemdErrors.UnitMasked, refused.Name);

        Manager.Unmask(unit);

        Assert.Equal(JobResult.Done, Manager.Wait(Manager.Start(unit), Soon, Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task JobThatFails_IsToldAsOne(bool byBus)
    {
        await ReachAsync(byBus);
        var unit = Transient("fails.service", "/nowhere/program");
        if (!byBus)
        {
            // systemd-run looks for the program first.
            Assert.Throws<SystemdException>(() => Manager.StartTransient(unit));
            (await Host.RunAsync(Stop, "sh", "-c", "mkdir /nowhere; echo '#!/nowhere/sh' >/nowhere/program; chmod +x /nowhere/program"))
                .MustSucceed();
        }

        Assert.Equal(JobResult.Failed, Manager.Wait(Manager.StartTransient(unit), Soon, Stop));
        Assert.Equal(203, Manager.ExitOf(unit.Name)!.Code);
        Manager.ResetFailed(unit.Name);
        Assert.Equal("not-found", Manager.Status(unit.Name).LoadState);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TransientUnit_HasItsLimitsEnvironmentAndOutput(bool byBus)
    {
        await ReachAsync(byBus);
        const string unit = "limited.service";
        Directory.CreateDirectory(Host.Root + "/var/a b\"c\\d%n");
        var job = Manager.StartTransient(Transient(unit, "/bin/sh",
            [
                "-c", "echo \"$GREETING from $(pwd) as $(id -un), umask $(umask), files $(ulimit -n), "
                    + "nice $(nice), said $1\"; exec sleep 1000", "$0", "${HOME} $$ %n \\\"'",
            ], oneShot: false,
            ("Environment", new UnitProperty.Words(["GREETING=hello %n $HOME \\\"'"])),
            ("ProtectSystem", new UnitProperty.Text("strict")),
            ("ReadWritePaths", new UnitProperty.Words(["/var/a b\"c\\d%n"])),
            ("WorkingDirectory", new UnitProperty.Text("/opt")),
            ("User", new UnitProperty.Text("nobody")),
            ("UMask", new UnitProperty.Mode(23)),
            ("Nice", new UnitProperty.Number(5)),
            ("LimitNOFILE", new UnitProperty.Amount(777)),
            ("LimitNOFILESoft", new UnitProperty.Amount(777)),
            ("MemoryMax", new UnitProperty.Amount(64 * 1024 * 1024)),
            ("TasksMax", new UnitProperty.Amount(20)),
            ("CPUQuotaPerSecUSec", new UnitProperty.Amount(250_000)),
            ("StandardOutputFileToAppend", new UnitProperty.Text("/var/log/limited.log")),
            ("NoNewPrivileges", new UnitProperty.Flag(true)),
            ("Slice", new UnitProperty.Text("test.slice"))));

        Assert.Equal(JobResult.Done, Manager.Wait(job, Soon, Stop));

        Assert.Equal(64UL * 1024 * 1024, Manager.ReadUInt64(unit, "MemoryMax"));
        Assert.Equal(20UL, Manager.ReadUInt64(unit, "TasksMax"));
        if (byBus) Assert.Equal(250_000UL, Manager.ReadUInt64(unit, "CPUQuotaPerSecUSec"));
        else Assert.Equal("250ms", (await Host.RunAsync(Stop, "systemctl", "show", "--value", "-p", "CPUQuotaPerSecUSec", unit)).Output.Trim());
        var log = await Eventually.GetAsync("it wrote", Soon, async token =>
            await File.ReadAllTextAsync(Host.Root + "/var/log/limited.log", token) is { Length: > 0 } text ? text : null, Stop);
        Assert.Equal("hello %n $HOME \\\"' from /opt as nobody, umask 0027, files 777, nice 5, said ${HOME} $$ %n \\\"'\n", log);
        var exists = Assert.Throws<SystemdException>(() => Manager.StartTransient(Transient(unit, "/bin/true")));
        Assert.Equal(SystemdErrors.UnitExists, exists.Name);
        Assert.Equal(JobResult.Done, Manager.Wait(Manager.Stop(unit), Soon, Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SystemdExecutesItself_CallsAndWaitsGoOn(bool byBus)
    {
        await ReachAsync(byBus);
        const string unit = "slow.service";
        await WriteAsync("/etc/systemd/system/" + unit,
            "[Service]\nType=oneshot\nExecStart=/bin/sleep 3\nRemainAfterExit=yes\n");
        Manager.Reload();
        var job = Manager.Start(unit);
        var waiting = Task.Factory.StartNew(
            () => Manager.Wait(job, Soon, Stop), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        (await Host.RunAsync(Stop, "systemctl", "daemon-reexec")).MustSucceed();

        Assert.Equal(JobResult.Done, await waiting);
        Assert.Equal("active", Manager.Status(unit).ActiveState);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SeveralJobs_MayBeWaitedForInAnyOrder(bool byBus)
    {
        await ReachAsync(byBus);
        var jobs = new[] { "one.service", "two.service", "three.service" }
            .Select(name => Manager.StartTransient(Transient(name, "/bin/sleep", ["1000"]))).ToList();

        foreach (var job in Enumerable.Reverse(jobs))
            Assert.Equal(JobResult.Done, Manager.Wait(job, Soon, Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitThatIsOver_SaysThatTheJobGoesOn(bool byBus)
    {
        await ReachAsync(byBus);
        const string unit = "endless.service";
        var start = Manager.StartTransient(Transient(unit, "/bin/sleep", ["1000"], oneShot: true));

        Assert.Equal(JobResult.Pending, Manager.Wait(start, TimeSpan.FromMilliseconds(300), Stop));

        Assert.Equal("activating", Manager.Status(unit).ActiveState);
        Assert.Equal(JobResult.Done, Manager.Wait(Manager.Stop(unit), Soon, Stop));
    }

    private static TransientUnit Transient(
        string name, string program, string[]? arguments = null, bool oneShot = false,
        params (string, UnitProperty)[] more) => new()
        {
            Name = name,
            Properties =
            [
                ("Type", new UnitProperty.Text(oneShot ? "oneshot" : "exec")),
                ("ExecStart", new UnitProperty.Command(program, [program, .. arguments ?? []])),
                .. more,
            ],
        };

    private async Task WriteAsync(string path, string content) =>
        await File.WriteAllTextAsync(Host.Root + path, content, Stop);
}
