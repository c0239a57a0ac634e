using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Systemd.Tests;

/// <summary>Nothing hostile gets as far as a message, a rule or a command line.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("")]
    [InlineData("*.service")]
    [InlineData("a?.service")]
    [InlineData("-M.service")]
    [InlineData("--root=x.service")]
    [InlineData("a',arg0='b.service")]
    [InlineData("a b.service")]
    [InlineData("a\nb.service")]
    [InlineData("a\0b.service")]
    [InlineData("../a.service")]
    [InlineData("/dev/sda")]
    [InlineData("a")]
    [InlineData(".service")]
    [InlineData("a.service.d")]
    [InlineData("ä.service")]
    [InlineData("a%n.service")]
    public void NameThatIsNone_IsRefusedBeforeAnythingIsAsked(string unit)
    {
        using var commands = new FakeCommands();
        using var client = new SystemdClient(commands.Options("unix:path=/nowhere/bus"));
        Action[] calls =
        [
            () => client.Start(unit), () => client.Stop(unit), () => client.Restart(unit), () => client.Status(unit),
            () => client.Kill(unit, "all", 9), () => client.ResetFailed(unit), () => client.Enable([unit]),
            () => client.Disable([unit]), () => client.Unmask(unit), () => client.ExitOf(unit),
            () => client.ReadUInt64(unit, "MemoryMax"), () => client.StartTransient(Transient(unit)),
            () => client.WaitUntil(unit, _ => true, TimeSpan.Zero, default),
        ];

        foreach (var call in calls)
            Assert.Equal(SystemdErrors.InvalidArguments, Assert.Throws<SystemdException>(call).Name);
        Assert.Empty(commands.Runs);
    }

    [Fact]
    public void LongName_IsRefused() => Assert.False(UnitNames.IsValid(new string('a', 248) + ".service"));

    [Theory]
    [InlineData("aops-spm.service")]
    [InlineData("aops.slice")]
    [InlineData("aops-agent-a.b_c-9.service")]
    [InlineData(@"dev-disk-by\x2dlabel.device")]
    [InlineData("a@b.service")]
    public void NamesOfUnits_Are(string unit) => Assert.True(UnitNames.IsValid(unit));

    [Fact]
    public void TextsThatNoMessageHolds_AreRefused()
    {
        using var commands = new FakeCommands();
        using var client = new SystemdClient(commands.Options("unix:path=/nowhere/bus"));
        (string, UnitProperty)[] hostile =
        [
            ("Description", new UnitProperty.Text("a\0b")),
            ("Description", new UnitProperty.Text("\ud800")),
            ("Environment", new UnitProperty.Words(["A=b\0c"])),
            ("ExecStart", new UnitProperty.Command("/bin/x\0", ["x"])),
            ("ExecStart", new UnitProperty.Command("/bin/x", ["/bin/x", "\0"])),
            ("", new UnitProperty.Flag(true)),
            ("A=b", new UnitProperty.Flag(true)),
        ];

        foreach (var property in hostile)
        {
            Assert.Equal(SystemdErrors.InvalidArguments, Assert.Throws<SystemdException>(
                () => client.StartTransient(Transient("a.service", property))).Name);
        }
        foreach (var path in new[] { "a.service", "-x", "/a\0b", "" })
            Assert.Throws<SystemdException>(() => client.Link([path]));
        Assert.Empty(commands.Runs);
    }

    private static TransientUnit Transient(string name, params (string, UnitProperty)[] properties) =>
        new() { Name = name, Properties = properties };
}
