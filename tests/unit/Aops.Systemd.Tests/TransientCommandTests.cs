using Aops.Systemd.Client;
using Aops.Systemd.Commands;
using Aops.Systemd.Transient;

namespace Aops.Systemd.Tests;

public sealed class TransientCommandTests
{
    private static readonly UnitProperty.Command Command = new("/bin/x", ["/bin/x"]);

    public static TheoryData<string, UnitProperty, string> Said => new()
    {
        { "Description", new UnitProperty.Text("a b %n"), "--description=a b %n" },
        { "Type", new UnitProperty.Text("exec"), "--property=Type=exec" },
        { "RemainAfterExit", new UnitProperty.Flag(true), "--property=RemainAfterExit=yes" },
        { "IgnoreOnIsolate", new UnitProperty.Flag(true), "--property=IgnoreOnIsolate=yes" },
        { "After", new UnitProperty.Words(["a.service", "b.target"]), "--property=After=a.service b.target" },
        { "Conflicts", new UnitProperty.Words(["rescue.target"]), "--property=Conflicts=rescue.target" },
        { "IgnoreSIGPIPE", new UnitProperty.Flag(false), "--property=IgnoreSIGPIPE=no" },
        { "Environment", new UnitProperty.Words(["A=$B \"%h\" \\"]), "--setenv=A=$B \"%h\" \\" },
        { "StandardOutputFileToAppend", new UnitProperty.Text("/a b"), "--property=StandardOutput=append:/a b" },
        { "StandardErrorFileToAppend", new UnitProperty.Text("/a"), "--property=StandardError=append:/a" },
        { "ReadWritePaths", new UnitProperty.Words(["/a b", "/c\"\\"]), "--property=ReadWritePaths=\"/a b\" \"/c\\\"\\\\\"" },
        { "UMask", new UnitProperty.Mode(18), "--property=UMask=022" },
        { "Nice", new UnitProperty.Number(-5), "--property=Nice=-5" },
        { "KillSignal", new UnitProperty.Number(15), "--property=KillSignal=15" },
        { "MemoryMax", new UnitProperty.Amount(1000), "--property=MemoryMax=1000" },
        { "MemoryMax", new UnitProperty.Amount(ulong.MaxValue), "--property=MemoryMax=infinity" },
        { "TimeoutStopUSec", new UnitProperty.Amount(10_000_000), "--property=TimeoutStopSec=10000000us" },
        { "CPUQuotaPerSecUSec", new UnitProperty.Amount(250_000), "--property=CPUQuota=25%" },
    };

    public static TheoryData<string, UnitProperty> Refused => new()
    {
        { "CPUQuotaPerSecUSec", new UnitProperty.Amount(255_001) },
        { "LimitNOFILE", new UnitProperty.Amount(5) },
        { "LimitNOFILESoft", new UnitProperty.Amount(5) },
        { "Environment", new UnitProperty.Words(["NAME"]) },
        { "Environment", new UnitProperty.Words(["=value"]) },
        { "Type", new UnitProperty.Flag(true) },
        { "ExecStart", Command },
        { "ExecStartPre", Command },
        { "After", new UnitProperty.Words(["a b.service"]) },
        { "LoadCredential", new UnitProperty.Words(["x"]) },
    };

    [Theory]
    [MemberData(nameof(Said), DisableDiscoveryEnumeration = true)]
    public void Property_BecomesAFlag(string name, UnitProperty value, string flag) =>
        Assert.Equal(flag, Words((name, value), ("ExecStart", Command))[4]);

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void WhatNoFlagSays_IsRefused(string name, UnitProperty value)
    {
        var error = Assert.Throws<SystemdException>(() => Words((name, value), ("ExecStart", Command)));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.False(error.IsDisconnected);
    }

    [Fact]
    public void OtherOwnName_AndNoCommand_AreRefused()
    {
        Assert.Throws<SystemdException>(() => Words(("ExecStart", new UnitProperty.Command("/bin/x", ["y"]))));
        Assert.Throws<SystemdException>(() => Words(("ExecStart", new UnitProperty.Command("/bin/x", []))));
        Assert.Throws<SystemdException>(() => Words());
    }

    [Fact]
    public void OpenFiles_AreOneFlag() => Assert.Equal(
        [
            "--unit=a.service", "--no-block", "--quiet", "--no-ask-password", "--property=LimitNOFILE=5:7", "--", "/bin/x",
        ],
        Words(("LimitNOFILE", new UnitProperty.Amount(7)), ("LimitNOFILESoft", new UnitProperty.Amount(5)), ("ExecStart", Command)));

    private static IReadOnlyList<string> Words(params (string, UnitProperty)[] properties) =>
        TransientCommand.Words(new TransientUnit { Name = "a.service", Properties = properties });
}
