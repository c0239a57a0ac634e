using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.Specification.Tests;

public sealed class SettableRuleTests
{
    private readonly List<string> _unapplied = [];

    private static SubAgentSpec Signed(params (string Name, string Pattern)[] settable) => Specs.Make() with
    {
        Args = ["--signed"],
        Env = Specs.Env(("PORT", "1"), ("KEEP", "k")),
        Settable = new SettableSpec { Env = Specs.Env(settable) },
    };

    private SubAgentSpec Apply(SubAgentSpec signed, Dictionary<string, string>? env = null, string[]? args = null) =>
        SettableRule.Apply(
            signed, new DesiredSubAgent { Name = "a", Version = "1", Env = env ?? [], Args = args }, _unapplied);

    [Fact]
    public void NothingIsSettable_UnlessItIsDeclared()
    {
        var signed = Signed() with { Settable = null };

        var spec = Apply(signed, Specs.Env(("PORT", "2"), ("NEW", "1")), ["--other"]);

        Assert.Equal(signed.Env, spec.Env);
        Assert.Equal(["--signed"], spec.Args);
        Assert.Equal(3, _unapplied.Count);
        Assert.Contains(_unapplied, clause => clause.StartsWith("PORT ", StringComparison.Ordinal));
    }

    [Fact]
    public void Declared_IsSetWhereTheWholeValueMatches()
    {
        var signed = Signed(("PORT", "[0-9]{1,5}|auto"), ("NEW", "a.*"));

        var spec = Apply(signed, Specs.Env(("PORT", "99"), ("NEW", "abc")));

        Assert.Equal("99", spec.Env["PORT"]);
        Assert.Equal("abc", spec.Env["NEW"]);
        Assert.Equal("k", spec.Env["KEEP"]);
        Assert.Empty(_unapplied);
    }

    [Theory]
    [InlineData("99;id")]
    [InlineData("99\n")]
    [InlineData("x99")]
    [InlineData("autos")]
    [InlineData("123456")]
    public void AValueThatMatchesInPart_IsNotApplied(string value)
    {
        Assert.Equal("1", Apply(Signed(("PORT", "[0-9]{1,5}|auto")), Specs.Env(("PORT", value))).Env["PORT"]);
        Assert.Single(_unapplied);
    }

    [Fact]
    public void RemovingIsSetting()
    {
        Assert.Equal("1", Apply(Signed(("PORT", "[0-9]+")), Specs.Env(("PORT", ""))).Env["PORT"]);
        Assert.Single(_unapplied);

        Assert.False(Apply(Signed(("PORT", "[0-9]*")), Specs.Env(("PORT", ""))).Env.ContainsKey("PORT"));
    }

    [Fact]
    public void AReservedName_IsNotApplied_EvenIfItIsDeclared()
    {
        Assert.False(Apply(Signed(("LD_PRELOAD", ".*")), Specs.Env(("LD_PRELOAD", "/x.so"))).Env.ContainsKey("LD_PRELOAD"));
        Assert.Single(_unapplied);
    }

    [Fact]
    public void Arguments_AreAppliedTogetherOrNotAtAll()
    {
        var signed = Signed() with { Settable = new SettableSpec { Args = ["--port=[0-9]+", "-v"] } };

        Assert.Equal(["--port=1", "-v"], Apply(signed, args: ["--port=1", "-v"]).Args);
        Assert.Empty(Apply(signed, args: []).Args);
        Assert.Empty(_unapplied);
        Assert.Equal(["--signed"], Apply(signed, args: ["-v", "--config=/etc/shadow"]).Args);
        Assert.Equal(["--signed"], Apply(signed, args: [null!]).Args);
        Assert.Equal(2, _unapplied.Count);
    }

    [Fact]
    public void NullsAndFloods_LeaveTheSignedOnes()
    {
        var signed = Signed(("PORT", ".*"));

        Assert.Equal(signed.Env, Apply(signed, Specs.Env(("PORT", null!))).Env);
        Assert.Equal(signed.Env, Apply(signed, Enumerable.Range(0, Limits.VariablesMax + 1)
            .ToDictionary(i => $"A{i}", _ => "1")).Env);
        Assert.Equal(2, _unapplied.Count);
        Assert.Equal(signed.Env, SettableRule.Apply(
            signed, new DesiredSubAgent { Name = "a", Version = "1", Env = null! }, _unapplied).Env);
    }

    [Fact]
    public void AnEnvironmentThatNoPipeHolds_IsNotApplied()
    {
        var names = Enumerable.Range(0, 10).Select(i => $"V{i}").ToArray();
        var signed = Signed([.. names.Select(n => (n, "x*"))]);

        var spec = Apply(signed, names.ToDictionary(n => n, _ => new string('x', Limits.VariableValueCharsMax)));

        Assert.Equal(signed.Env, spec.Env);
        Assert.Single(_unapplied);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(?:b")]
    [InlineData("(a)\\1")]
    [InlineData("a(?=b)")]
    [InlineData("(?>a)")]
    [InlineData("((((a{1,99}){1,99}){1,99}){1,99}b?)*c")]
    [InlineData("(?x)a # all that follows")]
    public void Patterns_ThatAreNoneOrBacktrack_AreRefused(string pattern) => Assert.Contains(
        SubAgentSpecValidator.Validate(Signed(("PORT", pattern))), f => f.StartsWith("settable.env:", StringComparison.Ordinal));

    [Fact]
    public void Patterns_TakeABoundedTime()
    {
        var signed = Signed(("PORT", "((a{1,30}b?)*(a|aa|b)*)*c"));
        var begun = Stopwatch.GetTimestamp();

        Assert.Empty(SubAgentSpecValidator.Validate(signed));
        Assert.Equal("1", Apply(signed, Specs.Env(("PORT", new string('a', Limits.VariableValueCharsMax)))).Env["PORT"]);

        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void WhatWasInstalledBefore_GoesOnWithoutTheRefused()
    {
        var signed = Signed() with { User = "nobody", Env = Specs.Env(("LD_PRELOAD", "x"), ("AOPS_STATE_DIR", "/"), ("A", "1")) };

        Assert.Equal(2, SubAgentSpecValidator.Validate(signed).Count);
        var spec = SettableRule.WithoutRefused(signed, _unapplied);

        Assert.Equal(["A"], spec.Env.Keys);
        Assert.Equal(2, _unapplied.Count);
        Assert.Empty(SubAgentSpecValidator.Validate(spec));
    }
}
