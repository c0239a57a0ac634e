using Aops.Contracts;

namespace Aops.Systemd.Tests;

public sealed class SystemdHostTests
{
    private const string Invocation = "5f3c3f0f9d5e4b0e8f3b2a1c0d9e8f70";

    [Theory]
    [InlineData("0::/aops.slice/aops-spm.service", true)]
    [InlineData("1:name=systemd:/aops.slice/aops-spm.service", true)]
    [InlineData("0::/aops.slice/aops-spa.service", false)]
    [InlineData("0::/aops.slice/aops-spm.service/below", false)]
    [InlineData("0::/user.slice/my-aops-spm.service", false)]
    [InlineData("0::/", false)]
    public void Unit_IsToldByTheControlGroup(string line, bool isUnit) =>
        Assert.Equal(isUnit, SystemdHost.IsUnitOf(Role.Spm, Invocation, [line]));

    [Theory]
    [InlineData("0::/aops.slice/aops-agent-a.service", "0::/init.scope", true)]
    [InlineData("0::/box/aops.slice/aops-agent-a.service", "0::/box/init.scope", true)]
    [InlineData("1:name=systemd:/aops.slice/aops-agent-a.service", "1:name=systemd:/", true)]
    [InlineData("0::/user.slice/user-1.slice/user@1.service/aops.slice/aops-agent-a.service", "0::/init.scope", false)]
    [InlineData("0::/box/aops.slice/aops-agent-a.service", "0::/init.scope", false)]
    [InlineData("0::/aops.slice/aops-agent-a.service/below", "0::/init.scope", false)]
    [InlineData("5:cpu:/aops.slice/aops-agent-a.service", "0::/init.scope", false)]
    public void SubAgentsUnit_IsToldByTheWholePath(string line, string init, bool isUnit) =>
        Assert.Equal(isUnit, SystemdHost.IsInUnit("aops-agent-a.service", [line], [init]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void WithoutInvocation_AChildOfAUnit_IsNotTheUnit(string? invocation) =>
        Assert.False(SystemdHost.IsUnitOf(Role.Spm, invocation, ["0::/aops.slice/aops-spm.service"]));
}
