using Aops.Contracts;
using Aops.Contracts.SubAgents;

namespace Aops.Specification.Tests;

public sealed class VariableRuleTests
{
    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("LD_AUDIT")]
    [InlineData("ld_library_path")]
    [InlineData("JEMALLOC_PRELOAD")]
    [InlineData("GCONV_PATH")]
    [InlineData("LOCPATH")]
    [InlineData("NLSPATH")]
    [InlineData("MALLOC_PERTURB_")]
    [InlineData("GLIBC_TUNABLES")]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("USER")]
    [InlineData("SHELL")]
    [InlineData("ENV")]
    [InlineData("BASH_ENV")]
    [InlineData("BASHOPTS")]
    [InlineData("SHELLOPTS")]
    [InlineData("IFS")]
    [InlineData("PS4")]
    [InlineData("CDPATH")]
    [InlineData("PERL5OPT")]
    [InlineData("PERLLIB")]
    [InlineData("PYTHONWARNINGS")]
    [InlineData("RUBYOPT")]
    [InlineData("GEM_HOME")]
    [InlineData("NODE_OPTIONS")]
    [InlineData("npm_config_script_shell")]
    [InlineData("JAVA_TOOL_OPTIONS")]
    [InlineData("JDK_JAVA_OPTIONS")]
    [InlineData("_JAVA_OPTIONS")]
    [InlineData("CLASSPATH")]
    [InlineData("DOTNET_STARTUP_HOOKS")]
    [InlineData("COMPlus_EnableDiagnostics")]
    [InlineData("CORECLR_PROFILER_PATH")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("EDITOR")]
    [InlineData("SYSTEMD_PAGER")]
    [InlineData("BROWSER")]
    [InlineData("TMPDIR")]
    [InlineData("OPENSSL_CONF")]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("XDG_CONFIG_HOME")]
    [InlineData("AOPS_REPORT_FILE")]
    [InlineData("AOPS_ANYTHING")]
    [InlineData("NOTIFY_SOCKET")]
    [InlineData("LISTEN_FDS")]
    public void Reserved_IsNeitherAServersNorSettable(string name)
    {
        Assert.NotNull(VariableRule.FaultFromServer(name, "1"));
        var spec = Specs.Make() with { Settable = new SettableSpec { Env = Specs.Env((name, ".*")) } };
        Assert.Contains(SubAgentSpecValidator.Validate(spec), f => f.StartsWith("settable.env:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PORT")]
    [InlineData("GREETING")]
    [InlineData("_x1")]
    [InlineData("INTERVAL_SECONDS")]
    [InlineData("HTTPS_PROXY")]
    [InlineData("LOG_LEVEL")]
    [InlineData("GOAL")]
    [InlineData("USERS")]
    public void OrdinaryNames_AreNotReserved(string name) => Assert.Null(VariableRule.FaultFromServer(name, "1"));

    [Theory]
    [InlineData("")]
    [InlineData("1A")]
    [InlineData("A=B")]
    [InlineData("A B")]
    [InlineData("BASH_FUNC_x%%")]
    [InlineData("Ä")]
    [InlineData("A\n")]
    [InlineData(null)]
    public void WhatIsNoName_IsRefusedEverywhere(string? name)
    {
        Assert.NotNull(VariableRule.FaultFromServer(name, "1"));
        Assert.NotNull(VariableRule.FaultInSpec(name, "1", hasAccount: false));
    }

    [Fact]
    public void NamesAndValues_AreBounded()
    {
        Assert.True(VariableRule.IsName(new string('A', Limits.VariableNameCharsMax)));
        Assert.False(VariableRule.IsName(new string('A', Limits.VariableNameCharsMax + 1)));
        Assert.NotNull(VariableRule.FaultFromServer("A", new string('x', Limits.VariableValueCharsMax + 1)));
        Assert.NotNull(VariableRule.FaultFromServer("A", null));
        Assert.NotNull(VariableRule.FaultFromServer("A", "a\0b"));
        Assert.NotNull(VariableRule.FaultFromServer("A", "() { :; }; id"));
    }

    [Fact]
    public void SignedSpecification_MaySetAllButTheSuitesOwn_AndNoLoadersWithAUser()
    {
        Assert.Null(VariableRule.FaultInSpec("PATH", "/bin", hasAccount: true));
        Assert.Null(VariableRule.FaultInSpec("LD_LIBRARY_PATH", "lib", hasAccount: false));
        Assert.NotNull(VariableRule.FaultInSpec("LD_LIBRARY_PATH", "lib", hasAccount: true));
        Assert.NotNull(VariableRule.FaultInSpec("AOPS_STATE_DIR", "/", hasAccount: false));
    }
}
