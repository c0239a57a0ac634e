using Aops.Systemd.Client;
using Aops.Systemd.Transient;
using Tmds.DBus.Protocol;

namespace Aops.Systemd.Tests;

public sealed class SystemdClientTests : BusTest
{
    [Fact]
    public void Job_EndsAsSystemdTells()
    {
        foreach (var (word, result) in new[]
        {
            ("done", JobResult.Done), ("canceled", JobResult.Canceled), ("timeout", JobResult.Timeout),
            ("dependency", JobResult.Dependency), ("skipped", JobResult.Skipped), ("failed", JobResult.Failed),
            ("something", JobResult.Failed),
        })
        {
            var job = Client.Start(Unit);
            Systemd.EndJob(job.Path, Unit, word);

            Assert.Equal(result, Client.Wait(job, Soon, Stop));
        }
        Assert.Contains($"StartUnit({Unit},replace)", Systemd.Calls);
        Assert.Empty(Commands.Runs);
    }

    [Fact]
    public void SeveralJobs_MayBeWaitedForInAnyOrder()
    {
        var jobs = new[] { "one.service", "two.service" }.Select(Client.Start).ToArray();
        foreach (var job in jobs) Systemd.EndJob(job.Path, job.Unit, "done");

        foreach (var job in jobs.Reverse()) Assert.Equal(JobResult.Done, Client.Wait(job, Soon, Stop));
    }

    [Fact]
    public void Wait_ThatIsOver_OrGivenUp_LeavesTheJob()
    {
        var job = Client.Stop(Unit);
        Systemd.Show(Unit, "deactivating", "stop", 7);
        Systemd.Properties[(UnitNames.PathOf(Unit), "Job")] = Struct.Create(1u, new ObjectPath("/job/1"));

        Assert.Equal(JobResult.Pending, Client.Wait(job, TimeSpan.FromMilliseconds(50), Stop));
        Assert.ThrowsAny<OperationCanceledException>(() => Client.Wait(job, Soon, new CancellationToken(true)));
        Systemd.EndJob(job.Path, Unit, "done");
        Assert.Equal(JobResult.Done, Client.Wait(job, Soon, Stop));
    }

    [Fact]
    public async Task SystemdExecutesItself_WaitsGoOn()
    {
        Systemd.Show(Unit, "activating", "start", 7);
        var job = Client.Start(Unit);
        Systemd.Properties[(UnitNames.PathOf(Unit), "Job")] = Struct.Create(job.Id!.Value, new ObjectPath(job.Path));
        var waiting = Task.Factory.StartNew(
            () => Client.Wait(job, Soon, Stop), Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Systemd.ExecuteAgain();
        Systemd.EndJob(job.Path, Unit, "done");

        Assert.Equal(JobResult.Done, await waiting.WaitAsync(Soon, Stop));
    }

    [Fact]
    public void WaitUntil_LooksWhenTheUnitChanges()
    {
        Systemd.Show(Unit, "activating", "start", 0);
        var looks = 0;

        var status = Client.WaitUntil(Unit, seen =>
        {
            // Before the watch, after it, and when the unit has changed.
            if (++looks != 2) return seen.MainPid > 0;
            Systemd.Show(Unit, "active", "running", 42);
            Systemd.Change("other.service");
            Systemd.Change(Unit);
            return false;
        }, Soon, Stop);

        Assert.Equal(3, looks);
        Assert.Equal(new UnitStatus("loaded", "active", "running", 42), status);
        Assert.Contains("Subscribe()", Systemd.Calls);
    }

    [Fact]
    public void Look_AloneAsksForNoSignals()
    {
        Systemd.Show(Unit, "active", "running", 42);

        Assert.Equal(42, Client.WaitUntil(Unit, s => s.MainPid > 0, Soon, Stop).MainPid);

        Assert.DoesNotContain("Subscribe()", Systemd.Calls);
    }

    [Theory]
    [InlineData("org.freedesktop.systemd1.UnitMasked")]
    [InlineData("org.freedesktop.systemd1.NoSuchUnit")]
    [InlineData("org.freedesktop.DBus.Error.AccessDenied")]
    public void Refusal_KeepsItsName_AndIsNotTriedByCommand(string name)
    {
        Systemd.Errors["StartUnit"] = (name, "it says why");

        var error = Assert.Throws<SystemdException>(() => Client.Start(Unit));

        Assert.Equal(name, error.Name);
        Assert.False(error.IsDisconnected);
        Assert.Contains("it says why", error.Message, StringComparison.Ordinal);
        Assert.Empty(Commands.Runs);
    }

    [Fact]
    public void ExpectedRefusals_AreAnswers()
    {
        Systemd.Errors["KillUnit"] = (SystemdErrors.NoSuchProcess, "none");
        Systemd.Errors["ResetFailedUnit"] = (SystemdErrors.NoSuchUnit, "none");

        Assert.False(Client.Kill(Unit, "all", 9));
        Assert.False(Client.ResetFailed(Unit));
        Assert.Contains($"KillUnit({Unit},all,9)", Systemd.Calls);
    }

    [Fact]
    public void Files_AreChanged()
    {
        Client.Link(["/opt/a b.service"]);
        Client.Enable([Unit, "aops-y.service"]);
        Client.Disable([Unit]);
        Client.Unmask(Unit);

        Assert.Equal(
            [
                "LinkUnitFiles(/opt/a b.service,False,True)", $"EnableUnitFiles({Unit}+aops-y.service,False,True)",
                $"DisableUnitFiles({Unit},False)", $"UnmaskUnitFiles({Unit},False)", $"UnmaskUnitFiles({Unit},True)", "Reload()",
            ], Systemd.Calls);
    }

    [Fact]
    public void Exit_IsCodeOrSignal_OrNoneYet()
    {
        var path = UnitNames.PathOf(Unit);
        Systemd.Properties[(path, "ExecMainCode")] = 0;
        Assert.Null(Client.ExitOf(Unit));
        Systemd.Properties[(path, "ExecMainCode")] = 1;
        Systemd.Properties[(path, "ExecMainStatus")] = 203;
        Systemd.Properties[(path, "ExecMainPID")] = 4711u;
        Assert.Equal(new MainExit(4711, 203, null), Client.ExitOf(Unit));
        Systemd.Properties[(path, "ExecMainCode")] = 2;
        Systemd.Properties[(path, "ExecMainStatus")] = 9;
        Assert.Equal(new MainExit(4711, null, 9), Client.ExitOf(Unit));
    }

    [Fact]
    public void PropertyOfAnotherType_IsAMalformedAnswer_AndTheConnectionGoesOn()
    {
        Systemd.Show(Unit, "active", "running", 42);
        Systemd.Properties[(UnitNames.PathOf(Unit), "ActiveState")] = 5u;

        var error = Assert.Throws<SystemdException>(() => Client.Status(Unit));

        Assert.Contains("malformed", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsDisconnected);
        Systemd.Show(Unit, "active", "running", 42);
        Assert.Equal(42, Client.Status(Unit).MainPid);
        Systemd.Properties[(UnitNames.PathOf(Unit), "MemoryMax")] = ulong.MaxValue;
        Assert.Equal(ulong.MaxValue, Client.ReadUInt64(Unit, "MemoryMax"));
    }

    [Fact]
    public void TransientUnit_HasItsPropertiesInTheirTypes()
    {
        Client.StartTransient(new TransientUnit
        {
            Name = Unit,
            Properties =
            [
                ("Description", new UnitProperty.Text("ünits %n $HOME \"'\n")),
                ("RemainAfterExit", new UnitProperty.Flag(true)),
                ("Nice", new UnitProperty.Number(-5)),
                ("UMask", new UnitProperty.Mode(18)),
                ("MemoryMax", new UnitProperty.Amount(ulong.MaxValue)),
                ("Environment", new UnitProperty.Words(["A=1", "B="])),
                ("ReadWritePaths", new UnitProperty.Words([])),
                ("ExecStart", new UnitProperty.Command("/bin/x", ["/bin/x", "$HOME", "${A}", "", "$$"])),
            ],
        });

        Assert.Contains($"StartTransientUnit({Unit},fail)", Systemd.Calls);
        var got = Systemd.Transient;
        Assert.Equal("ünits %n $HOME \"'\n", got["Description"].GetString());
        Assert.True(got["RemainAfterExit"].GetBool());
        Assert.Equal(-5, got["Nice"].GetInt32());
        Assert.Equal(18u, got["UMask"].GetUInt32());
        Assert.Equal(ulong.MaxValue, got["MemoryMax"].GetUInt64());
        Assert.Equal(["A=1", "B="], got["Environment"].GetArray<string>());
        Assert.Empty(got["ReadWritePaths"].GetArray<string>());
        var command = got["ExecStart"].GetItem(0);
        Assert.Equal("/bin/x", command.GetItem(0).GetString());
        Assert.Equal(["/bin/x", "$$HOME", "$${A}", "", "$$$$"], command.GetItem(1).GetArray<string>());
        Assert.False(command.GetItem(2).GetBool());
    }
}
