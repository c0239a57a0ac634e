using Aops.Contracts;
using Aops.Systemd.Client;

namespace Aops.Systemd.Tests;

public sealed class UnitNamesTests
{
    [Theory]
    // As sd_bus_path_encode(3) has them: busctl shows the same paths.
    [InlineData("aops-spm.service", "/org/freedesktop/systemd1/unit/aops_2dspm_2eservice")]
    [InlineData("dbus.service", "/org/freedesktop/systemd1/unit/dbus_2eservice")]
    [InlineData("1a.slice", "/org/freedesktop/systemd1/unit/_31a_2eslice")]
    [InlineData("a_b.service", "/org/freedesktop/systemd1/unit/a_5fb_2eservice")]
    public void PathOf_EscapesWhatAPathMayNotHold(string unit, string path) =>
        Assert.Equal(path, UnitNames.PathOf(unit));

    [Fact]
    public void EveryHalf_HasAFile() => Assert.Equal(
        ["aops-spm.service", "aops-spa.service", "aops.slice"], UnitNames.Files);

    [Theory]
    [InlineData("host-metrics")]
    [InlineData("a.b_c-9")]
    [InlineData("libstdc++")]
    public void Sec_L11_NamesOfSubAgents_AreNamesOfUnits(string name)
    {
        Assert.True(Names.IsValid(name));
        // systemd.unit(5): letters, digits and ":-_.\", at most 255 characters; an @ would make it a template.
        Assert.Matches(@"^[A-Za-z0-9:_.\\-]{1,255}$", UnitNames.OfSubAgent(name));
        Assert.True(UnitNames.IsValid(UnitNames.OfSubAgent(name)));
    }

    [Fact]
    public void TwoNames_NeverShareAUnit() =>
        Assert.Equal(@"aops-agent-a\x2bb.service", UnitNames.OfSubAgent("a+b"));
}
