using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests.Runbooks;

/// <summary>Runbooks: what may be signed, and how values come into the command.</summary>
public sealed class RunbookTests
{
    private static readonly Runbook Valid = new()
    {
        Name = "restart", Version = "1", Title = "Restart a unit", Description = "Restarts one unit of systemd.",
        Parameters =
        [
            new RunbookParameter { Name = "unit", Pattern = "[a-z0-9.@-]+", IsRequired = true },
            new RunbookParameter { Name = "mode", Values = ["fast", "safe"], Default = "safe" },
            new RunbookParameter { Name = "token", Pattern = ".*", IsSecret = true },
            new RunbookParameter { Name = "text", Pattern = "(?s).*" },
        ],
        Command = new RunCommand { Args = ["/bin/systemctl", "restart", "--mode=${mode}", "${unit}", "$${HOME}", "$5"] },
    };

    private static Runbook Parse(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(Valid.ToJson())!;
        change(json);
        return Runbook.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static RunbookBinding.Bound Bind(Runbook runbook, params (string Name, string Value)[] values) =>
        Assert.IsType<RunbookBinding.Bound>(runbook.Bind(values.ToDictionary(v => v.Name, v => v.Value)));

    private static string Refuse(params (string Name, string Value)[] values) => Assert.Single(
        Assert.IsType<RunbookBinding.Refused>(Valid.Bind(values.ToDictionary(v => v.Name, v => v.Value))).Sentences);

    private static Runbook OfText(string pattern = "(?s).*") => Valid with
    {
        Parameters = [new RunbookParameter { Name = "text", Pattern = pattern, IsRequired = true }],
        Command = new RunCommand { Args = ["/bin/echo", "a ${text} b", "${text}", "$${text}"] },
    };

    [Fact]
    public void Written_IsReadAgain() => Assert.Equal(Valid.ToJson(), Runbook.Parse(Valid.ToJson()).ToJson());

    [Fact]
    public void Values_ReachEnvironmentArgumentsAndFile()
    {
        var bound = Bind(Valid, ("unit", "nginx"), ("token", "s"));

        Assert.Equal(["/bin/systemctl", "restart", "--mode=safe", "nginx", "${HOME}", "$5"], bound.Command.Args!);
        Assert.Equal("nginx", bound.Command.Env["AOPS_PARAM_UNIT"]);
        Assert.Equal("safe", bound.Command.Env["AOPS_PARAM_MODE"]);
        Assert.Equal("s", bound.Command.Env["AOPS_PARAM_TOKEN"]);
        Assert.False(bound.Command.Env.ContainsKey("AOPS_PARAM_TEXT"));
        Assert.Equal("""{"unit":"nginx","mode":"safe","token":"s"}""", Encoding.UTF8.GetString(bound.Parameters));
    }

    [Fact]
    public void TheSignedOne_StaysAsItIs()
    {
        Bind(Valid, ("unit", "nginx"));

        Assert.Empty(Valid.Command.Env);
        Assert.Equal("${unit}", Valid.Command.Args![3]);
    }

    [Theory]
    [InlineData("'; rm -rf / #")]
    [InlineData("\"")]
    [InlineData("$(reboot)")]
    [InlineData("`reboot`")]
    [InlineData("a b\tc")]
    [InlineData("line\nline\r\n")]
    [InlineData("${text}")]
    [InlineData("$${text}")]
    [InlineData("${HOME}")]
    [InlineData("*")]
    [InlineData("-rf")]
    [InlineData("\\")]
    [InlineData("")]
    [InlineData("\u001b[31m")]
    [InlineData("ä€😀")]
    public void WhateverAValueHolds_ItIsOneArgument_AndReadByNoShell(string value)
    {
        var bound = Bind(OfText(), ("text", value));

        Assert.Equal(["/bin/echo", $"a {value} b", value, "${text}"], bound.Command.Args!);
        Assert.Equal(value, bound.Command.Env["AOPS_PARAM_TEXT"]);
        Assert.Equal(value, (string?)JsonNode.Parse(bound.Parameters)!["text"]);
    }

    // Attributes are stored as UTF-8, which has no lone surrogates.
    public static TheoryData<string, string> Unreachable => new()
    {
        { "a\0b", "holds a NUL character" }, { "\ud800", "holds a lone surrogate" }, { "a\udc00b", "holds a lone surrogate" },
        { "\udc00\ud800", "holds a lone surrogate" },
    };

    [Theory]
    [MemberData(nameof(Unreachable))]
    public void ValueThatDoesNotReachAProgram_IsRefused(string value, string sentence) => Assert.Contains(sentence,
        Assert.Single(Assert.IsType<RunbookBinding.Refused>(
            OfText().Bind(new Dictionary<string, string> { ["text"] = value })).Sentences), StringComparison.Ordinal);

    [Fact]
    public void TooLongValue_IsRefused() => Assert.Equal(
        "the value of the parameter text has more than 8192 characters", Refuse(("unit", "a"), ("text", new string('x', 8193))));

    [Fact]
    public void TooMuchTogether_IsRefused()
    {
        var many = Valid with
        {
            Parameters = [.. Enumerable.Range(0, 64).Select(i => new RunbookParameter { Name = $"p{i}", Pattern = ".*" })],
            Command = new RunCommand { Args = ["/bin/true"] },
        };
        var values = many.Parameters.ToDictionary(p => p.Name, _ => new string('x', 8192));

        Assert.Contains("together", Assert.Single(Assert.IsType<RunbookBinding.Refused>(many.Bind(values)).Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public void MissingUnknownAndOther_AreNamed_AndAllAtOnce()
    {
        Assert.Equal("the parameter unit is missing", Refuse());
        Assert.Equal("restart 1 has no parameter 'UNIT?'", Refuse(("unit", "a"), ("UNIT\n", "b")));
        Assert.Equal("the value of the parameter mode is none of those that are allowed (fast, safe)", Refuse(("unit", "a"), ("mode", "b")));
        Assert.Equal("the value of the parameter unit does not match [a-z0-9.@-]+", Refuse(("unit", "a b")));
        Assert.Equal(3, Assert.IsType<RunbookBinding.Refused>(
            Valid.Bind(new Dictionary<string, string> { ["mode"] = "x", ["other"] = "y" })).Sentences.Count);
    }

    [Fact]
    public void RefusedValue_IsNotShown() => Assert.DoesNotContain("hunter2", Refuse(("unit", "hunter2!")), StringComparison.Ordinal);

    [Theory]
    [InlineData("a|b", "b", true)]
    [InlineData("a|b", "ab", false)]
    [InlineData("a|b", "xb", false)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("a", "a\n", false)]
    [InlineData("[a-z]+", "a\nb", false)]
    public void Pattern_MatchesTheWhole(string pattern, string value, bool matches) => Assert.Equal(
        matches, OfText(pattern).Bind(new Dictionary<string, string> { ["text"] = value }) is RunbookBinding.Bound);

    [Fact]
    public void Pattern_TakesTimeOfItsValuesLength()
    {
        var time = System.Diagnostics.Stopwatch.StartNew();
        var binding = OfText("(a+)+$|(a|a)*|(.*a){12}").Bind(
            new Dictionary<string, string> { ["text"] = new string('a', 8000) + "!" });

        Assert.IsType<RunbookBinding.Refused>(binding);
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Secrets_AreMasked_AndSoIsWhatIsNoParameter()
    {
        var shown = Valid.MaskSecrets(new Dictionary<string, string> { ["unit"] = "a", ["token"] = "b", ["tokn"] = "c" });

        Assert.Equal([("unit", "a"), ("token", "***"), ("tokn", "***")], shown.Select(v => (v.Key, v.Value)));
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "schema", "2" }, { "name", "\"a/b\"" }, { "version", "\"..\"" }, { "title", "\"\"" }, { "description", "\" \"" },
        { "command", """{"args":[]}""" }, { "command", """{"args":["${unit}"]}""" }, { "command", """{"args":["a","${none}"]}""" },
        { "command", """{"args":["a","${token}"]}""" }, { "command", """{"args":["a","${text}"]}""" },
        { "command", """{"args":["a"],"script":"b"}""" }, { "command", "{}" },
        { "command", """{"args":["a"],"env":{"AOPS_X":"1"}}""" }, { "command", """{"args":["a"],"shell":true}""" },
        { "parameters", "[null]" }, { "parameters", """[{"name":"a"}]""" }, { "parameters", """[{"name":"a-b","pattern":"."}]""" },
        { "parameters", """[{"name":"a","pattern":"("}]""" }, { "parameters", """[{"name":"a","pattern":"(a)\\1"}]""" },
        { "parameters", """[{"name":"a","pattern":"(?=a)"}]""" }, { "parameters", """[{"name":"a","pattern":"((a{1000}){1000}){1000}"}]""" },
        { "parameters", """[{"name":"a","values":[]}]""" }, { "parameters", """[{"name":"a","values":[null]}]""" },
        { "parameters", """[{"name":"a","pattern":"a","default":"b"}]""" },
        { "parameters", """[{"name":"a","pattern":"a","default":"a","isRequired":true}]""" },
        { "parameters", """[{"name":"a","pattern":"a","default":"a","isSecret":true}]""" },
        { "parameters", """[{"name":"a","pattern":"a"},{"name":"A","pattern":"a"}]""" },
        { "parameters", """[{"name":"a","pattern":"a","type":"x"}]""" },
        { "needsSignature", "null" }, { "approvals", "2" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WhatIsNone_IsRefused(string member, string value) =>
        Assert.NotEmpty(Assert.Throws<InvalidDataException>(() => Parse(json => json[member] = JsonNode.Parse(value))).Message);

    [Fact]
    public void MemberThatIsThereTwice_IsRefused() => Assert.Throws<InvalidDataException>(() => Runbook.Parse(
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Valid.ToJson()).Replace("\"name\": \"restart\"", "\"name\": \"a\", \"name\": \"restart\""))));

    [Theory]
    [InlineData("runbooks/a/1.json", "a", "1")]
    [InlineData("runbooks/a.b/1.2+x.json", "a.b", "1.2+x")]
    [InlineData("runbooks/a/1", null, null)]
    [InlineData("runbooks/../1.json", null, null)]
    [InlineData("runbooks/a/b/1.json", null, null)]
    [InlineData("runbooks/a/.json", null, null)]
    [InlineData("agent/a/1.json", null, null)]
    public void NamesOfTargets_AreReadAsTheyAreMade(string target, string? name, string? version)
    {
        var reference = Runbook.ReferenceOf(target);

        Assert.Equal((name, version), (reference?.Name, reference?.Version));
        if (reference is not null) Assert.Equal(target, Runbook.TargetNameOf(reference));
    }
}
