using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests.Playbooks;

/// <summary>Runbooks that are playbooks: what may be signed, and how typed values reach Ansible.</summary>
public sealed class PlaybookRunbookTests
{
    private static readonly Runbook Valid = new()
    {
        Name = "web", Version = "1", Title = "Web", Description = "Sets up the web server.",
        Parameters =
        [
            new RunbookParameter { Name = "text", Type = ParameterType.String },
            new RunbookParameter { Name = "mode", Values = ["fast", "safe"], Default = "safe" },
            new RunbookParameter { Name = "port", Type = ParameterType.Integer },
            new RunbookParameter { Name = "on", Type = ParameterType.Boolean },
            new RunbookParameter { Name = "names", Type = ParameterType.List },
            new RunbookParameter { Name = "more", Type = ParameterType.Map },
            new RunbookParameter { Name = "token", Type = ParameterType.String, IsSecret = true },
        ],
        Command = new RunCommand { Args = [Playbook.ProgramName] },
        Playbook = new Playbook
        {
            Archive = new PlaybookArchive { Sha256 = new string('a', 64), LengthBytes = 10, UnpackedBytes = 20 },
            File = "site.yml", MayCheck = true,
            Requires = new PlaybookRequirements
            {
                Ansible = "2.14", Collections = ["community.general 8.0.0", "ansible.posix"], PythonModules = ["json.tool"],
                Commands = ["rsync"],
            },
        },
    };

    private static string Bind(string name, string value) => Encoding.UTF8.GetString(
        Assert.IsType<RunbookBinding.Bound>(Valid.Bind(new Dictionary<string, string> { [name] = value })).Parameters);

    private static string Refuse(string name, string value) => Assert.Single(
        Assert.IsType<RunbookBinding.Refused>(Valid.Bind(new Dictionary<string, string> { [name] = value })).Sentences);

    [Fact]
    public void Written_IsReadAgain() => Assert.Equal(Valid.ToJson(), Runbook.Parse(Valid.ToJson()).ToJson());

    [Theory]
    [InlineData("port", "8080", "8080")]
    [InlineData("port", "-1", "-1")]
    [InlineData("on", "true", "true")]
    [InlineData("names", """["a", 1, true, null, 2.5]""", """[{"__ansible_unsafe":"a"},1,true,null,2.5]""")]
    [InlineData("more", """{"a": {"b": ["c"]}}""", """{"a":{"b":[{"__ansible_unsafe":"c"}]}}""")]
    public void Value_HasItsType(string name, string value, string json) =>
        Assert.Contains($"\"{name}\":{json}", Bind(name, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ lookup('pipe', 'id') }}")]
    [InlineData("it's \"quoted\": 'x' # no comment\n- not a list")]
    [InlineData("https://user:p%40ss@example.org:8443/a?b=c&d=e#f")]
    [InlineData("{% raw %}\t\u0001 \u2028 \U0001F600 null yes ~")]
    [InlineData("")]
    public void Text_ArrivesAsItIs_MarkedAsUnsafe(string text)
    {
        using var json = JsonDocument.Parse(Bind("text", text));

        Assert.Equal(text, json.RootElement.GetProperty("text").GetProperty("__ansible_unsafe").GetString());
    }

    [Fact]
    public void Values_AreInNeitherArgumentsNorEnvironment()
    {
        var bound = Assert.IsType<RunbookBinding.Bound>(
            Valid.Bind(new Dictionary<string, string> { ["token"] = "s3cret", ["text"] = "words" }));

        Assert.Equal(Valid.Command, bound.Command);
        Assert.Equal(["s3cret"], bound.Secrets);
    }

    [Theory]
    [InlineData("port", "8080x", "is no whole number")]
    [InlineData("port", "08", "is no whole number")]
    [InlineData("port", "1.5", "is no whole number")]
    [InlineData("on", "yes", "is neither true nor false")]
    [InlineData("names", "{}", "is not a JSON array")]
    [InlineData("names", "[", "is not a JSON array")]
    [InlineData("names", """["\ud800"]""", "surrogate")]
    [InlineData("more", "[]", "is not a JSON object")]
    [InlineData("more", """{"a": 1, "a": 2}""", "no key twice")]
    [InlineData("more", """{"__ansible_vault": "x"}""", "begins with __ansible_")]
    [InlineData("more", """{"a": [{"__ansible_unsafe": "x"}]}""", "begins with __ansible_")]
    [InlineData("mode", "other", "is none of those")]
    [InlineData("token", "abc", "fewer than 4 characters")]
    public void Value_OfAnotherType_IsRefused(string name, string value, string sentence) =>
        Assert.Contains(sentence, Refuse(name, value), StringComparison.Ordinal);

    public static TheoryData<string, string, string> Faults() => new()
    {
        { "playbook.archive.sha256", "\"A\"", "playbook.archive.sha256" },
        { "playbook.archive.lengthBytes", "0", "lengthBytes: 0 is not within" },
        { "playbook.archive.unpackedBytes", "999999999", "unpackedBytes: 999999999 is not within" },
        { "playbook.file", "\"../site.yml\"", "playbook.file" },
        { "playbook.file", "\"/etc/site.yml\"", "playbook.file: is absolute" },
        { "playbook.file", "\"site.txt\"", "ends in neither .yml nor .yaml" },
        { "playbook.requires.ansible", "\"new\"", "no version such as" },
        { "playbook.requires.collections", "[\"nodot\"]", "'nodot' is not written as" },
        { "playbook.requires.pythonModules", "[\"a;b\"]", "'a;b' is not written as" },
        { "playbook.requires.commands", "[\"/bin/x\"]", "'/bin/x' is not written as" },
        { "command.args", "[\"ansible-playbook\", \"-vvv\"]", "alone; the host adds the arguments" },
        { "command.workingDirectory", "\"/tmp\"", "command.workingDirectory" },
        { "command.env", "{\"ANSIBLE_CONFIG\": \"x\"}", "ANSIBLE_CONFIG would change how Ansible runs" },
        { "parameters", "[{\"name\": \"ansible_connection\", \"type\": \"string\"}]", "as settings of Ansible do" },
        { "parameters", "[{\"name\": \"a\", \"type\": \"list\", \"isSecret\": true}]", "a is secret and no string" },
        { "parameters", "[{\"name\": \"a\", \"type\": \"integer\", \"default\": \"x\"}]", "default that is no whole number" },
        { "parameters", "[{\"name\": \"a\", \"type\": \"float\"}]", "type" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Playbook_WithFault_IsRefused(string path, string value, string sentence)
    {
        var json = JsonNode.Parse(Valid.ToJson())!;
        var names = path.Split('.');
        var at = names[..^1].Aggregate(json, (node, name) => node[name]!);
        at[names[^1]] = JsonNode.Parse(value);

        var fault = Assert.Throws<InvalidDataException>(() => Runbook.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())));

        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_OfARunbookThatIsNoPlaybook_IsRefused()
    {
        var plain = Valid with
        {
            Playbook = null, Parameters = [new RunbookParameter { Name = "port", Type = ParameterType.Integer }],
        };

        Assert.Contains("port has a type", Assert.Throws<InvalidDataException>(() => Runbook.Parse(plain.ToJson())).Message,
            StringComparison.Ordinal);
    }
}
