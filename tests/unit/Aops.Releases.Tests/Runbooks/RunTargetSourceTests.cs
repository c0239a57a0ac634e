using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests.Runbooks;

/// <summary>Runbooks and commanders as a host finds them in a repository.</summary>
public sealed class RunTargetSourceTests : TufTest
{
    private static readonly RunbookReference Restart = new("restart", "1");

    private readonly ECDsa _key = RepositoryBuilder.NewKey();

    private static byte[] RunbookOf(string name = "restart", string version = "1") => new Runbook
    {
        Name = name, Version = version, Title = "t", Description = "d", Command = new RunCommand { Args = ["/bin/true"] },
    }.ToJson();

    private RunTargetSource Source => new(Repository.Source, Host.Layout, Host.Time);

    private Task<TargetLook<Runbook>> FindRunbookAsync(RunbookReference? reference = null)
    {
        Repository.Publish();
        return Source.FindRunbookAsync(reference ?? Restart, CancellationToken.None);
    }

    private Task<TargetLook<Commanders>> FindCommandersAsync()
    {
        Repository.Publish();
        return Source.FindCommandersAsync(CancellationToken.None);
    }

    private Commanders Valid(long generation) => Signatures.CommandersOf(_key) with { Generation = generation };

    private void Add(string role, byte[] content, string target) => Repository.AddTarget(role, target, content);

    [Fact]
    public async Task Runbook_IsFound()
    {
        Add("targets", RunbookOf(), "runbooks/restart/1.json");

        Assert.Equal("restart", Assert.IsType<TargetLook<Runbook>.Found>(await FindRunbookAsync()).Content.Name);
        Assert.IsType<TargetLook<Runbook>.Absent>(await FindRunbookAsync(new("restart", "2")));
    }

    [Theory]
    [InlineData("runbooks/*/*")]
    [InlineData("*/*/*")]
    public async Task PublishersRunbook_IsNone(string pattern)
    {
        Repository.Delegate("targets", "team", pattern);
        Add("team", RunbookOf(), "runbooks/restart/1.json");

        Assert.IsType<TargetLook<Runbook>.Absent>(await FindRunbookAsync());
    }

    [Theory]
    [InlineData("other", "1")]
    [InlineData("restart", "2")]
    public async Task RunbookUnderAnothersName_IsRefused(string name, string version)
    {
        Add("targets", RunbookOf(name, version), "runbooks/restart/1.json");

        Assert.Contains($"it holds {name} {version}",
            Assert.IsType<TargetLook<Runbook>.Refused>(await FindRunbookAsync()).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../fleet/commanders", "1")]
    [InlineData("a/b", "1")]
    [InlineData("a", "..")]
    [InlineData("", "")]
    public async Task NameThatIsNone_IsAbsent(string name, string version) =>
        Assert.IsType<TargetLook<Runbook>.Absent>(await FindRunbookAsync(new(name, version)));

    [Fact]
    public async Task ContentThatWasNotSigned_IsNotTaken()
    {
        Add("targets", RunbookOf(), "runbooks/restart/1.json");
        Repository.Publish();
        foreach (var file in Repository.Files.Keys.Where(f => f.StartsWith("targets/", StringComparison.Ordinal)).ToList())
            Repository.Files[file] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Repository.Files[file]).Replace("true", "fals"));

        Assert.Contains("is not what was signed", Assert.IsType<TargetLook<Runbook>.Failed>(
            await Source.FindRunbookAsync(Restart, CancellationToken.None)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooLongRunbook_IsRefused()
    {
        Add("targets", new byte[RunLimits.RunbookBytesMax + 1], "runbooks/restart/1.json");

        Assert.Contains("more than", Assert.IsType<TargetLook<Runbook>.Refused>(await FindRunbookAsync()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsGone_IsLookedForLater()
    {
        Add("targets", RunbookOf(), "runbooks/restart/1.json");
        Repository.Publish();
        foreach (var file in Repository.Files.Keys.Where(f => f.StartsWith("targets/", StringComparison.Ordinal)).ToList())
            Repository.Files.Remove(file);

        Assert.IsType<TargetLook<Runbook>.Failed>(await Source.FindRunbookAsync(Restart, CancellationToken.None));
    }

    [Fact]
    public async Task Commanders_AreFound_AndOlderOnesNeverAgain()
    {
        Add("targets", Valid(5).ToJson(), Commanders.TargetName);
        Assert.Equal(5, Assert.IsType<TargetLook<Commanders>.Found>(await FindCommandersAsync()).Content.Generation);
        Assert.IsType<TargetLook<Commanders>.Found>(await FindCommandersAsync());
        Add("targets", Valid(4).ToJson(), Commanders.TargetName);

        Assert.Contains("has generation 4, and this host has seen 5",
            Assert.IsType<TargetLook<Commanders>.Refused>(await FindCommandersAsync()).Sentence, StringComparison.Ordinal);

        Add("targets", Valid(6).ToJson(), Commanders.TargetName);
        Assert.IsType<TargetLook<Commanders>.Found>(await FindCommandersAsync());
        Assert.Equal("6\n", await File.ReadAllTextAsync(Host.Layout.CommandersFloor));
    }

    [Fact]
    public async Task DamagedMemory_TakesNone_AndSaysWhatToDo()
    {
        Add("targets", Valid(5).ToJson(), Commanders.TargetName);
        Directory.CreateDirectory(Host.Layout.State);
        await File.WriteAllTextAsync(Host.Layout.CommandersFloor, "x");

        Assert.Contains("delete it", Assert.IsType<TargetLook<Commanders>.Failed>(await FindCommandersAsync()).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fleet/commanders.json")]
    [InlineData("*/*")]
    public async Task PublishersCommanders_AreNone(string pattern)
    {
        Repository.Delegate("targets", "team", pattern);
        Add("team", Valid(5).ToJson(), Commanders.TargetName);

        Assert.IsType<TargetLook<Commanders>.Absent>(await FindCommandersAsync());
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "schema", "2" }, { "generation", "0" }, { "generation", "1000000001" }, { "threshold", "0" }, { "threshold", "2" },
        { "keys", "null" }, { "keys", """{"a":null}""" }, { "quorum", "1" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void CommandersThatAreNone_AreRefused(string member, string value)
    {
        var json = JsonNode.Parse(Valid(1).ToJson())!;
        json[member] = JsonNode.Parse(value);

        Assert.Throws<InvalidDataException>(() => Commanders.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [Theory]
    [InlineData("scheme", "\"md5\"")]
    [InlineData("keytype", "\"ed25519\"")]
    [InlineData("keyval", """{"public":"no key"}""")]
    [InlineData("keyval", """{"public":null}""")]
    [InlineData("hosts", "[]")]
    [InlineData("users", "[\"\"]")]
    [InlineData("users", "[null]")]
    [InlineData("until", "\"dawn\"")]
    public void KeyThatIsNone_IsRefused(string member, string value)
    {
        var json = JsonNode.Parse(Valid(1).ToJson())!;
        json["keys"]![RepositoryBuilder.KeyId(_key)]![member] = JsonNode.Parse(value);

        Assert.Throws<InvalidDataException>(() => Commanders.Parse(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    // Two spellings of one key have two ids, and would reach a threshold of two alone.
    [Fact]
    public void OneKeyInTwoSpellings_IsRefused()
    {
        var other = Signatures.CommanderOf(_key) with
        {
            KeyValue = new Dictionary<string, string> { ["public"] = _key.ExportSubjectPublicKeyInfoPem() + "\n" },
        };
        var id = RepositoryBuilder.KeyId(new JsonObject
        {
            ["keytype"] = other.KeyType, ["scheme"] = other.Scheme, ["keyval"] = new JsonObject { ["public"] = other.KeyValue["public"] },
        });
        var both = Valid(1) with { Keys = Valid(1).Keys.Append(KeyValuePair.Create(id, other)).ToDictionary() };

        Assert.Contains("are one key", Assert.Throws<InvalidDataException>(() => Commanders.Parse(both.ToJson())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CommandersWithoutAKey_AreRead() =>
        Assert.Empty(Commanders.Parse((Valid(2) with { Keys = new Dictionary<string, Commander>() }).ToJson()).Keys);

    [Fact]
    public void Key_HasTheIdThatTheRepositoryGivesIt() => Assert.Equal(RepositoryBuilder.KeyId(_key), Signatures.CommanderOf(_key).Id);
}
