using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Releases.Packages;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>Roles that targets delegate names to: publishers, who sign their own sub-agents.</summary>
public sealed class TufDelegationTests : TufTest
{
    private const string Demo = "subagents/demo/1.0/demo-linux-x64.tar.zst";

    private readonly byte[] _content = "content"u8.ToArray();

    private async Task<TufTargetSearch> FindAsync(string name, MemorySource? source = null)
    {
        Repository.Publish();
        var client = new TufClient(
            source ?? Repository.Source, Host.Layout.Tuf, Host.Layout.TrustRoot, Host.Time);
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));
        return await client.FindAsync(name, CancellationToken.None);
    }

    private async Task AssertRefusedAsync(string name, string because, MemorySource? source = null) => Assert.Contains(
        because, Assert.IsType<TufTargetSearch.Refused>(await FindAsync(name, source)).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task Finds_WhatAPublisherSigned()
    {
        Repository.Delegate("targets", "team", "subagents/demo/*/*");
        Repository.AddTarget("team", Demo, _content);

        Assert.Equal(7, Assert.IsType<TufTargetSearch.Found>(await FindAsync(Demo)).File.LengthBytes);
    }

    [Fact]
    public async Task Finds_ByHashPrefix()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Demo)));
        Repository.Delegate("targets", "other", role => role["path_hash_prefixes"] = new JsonArray(Flipped(hash)[..2]));
        Repository.Delegate("targets", "team", role => role["path_hash_prefixes"] = new JsonArray(hash[..3]));
        Repository.AddTarget("other", Demo, "wrong"u8.ToArray());
        Repository.AddTarget("team", Demo, _content);

        Assert.Equal(7, Assert.IsType<TufTargetSearch.Found>(await FindAsync(Demo)).File.LengthBytes);
    }

    [Fact]
    public async Task ExtraneousTargets_OutsideOfItsPathsAreNotFound()
    {
        Repository.Delegate("targets", "team", "subagents/demo/*/*");
        Repository.AddTarget("team", "agent/9.0/aops-agent-linux-x64.tar.zst", _content);
        Repository.AddTarget("team", "subagents/demo/1.0/deeper/file", _content);

        Assert.IsType<TufTargetSearch.Absent>(await FindAsync("agent/9.0/aops-agent-linux-x64.tar.zst"));
        Assert.IsType<TufTargetSearch.Absent>(await FindAsync("subagents/demo/1.0/deeper/file"));
    }

    [Fact]
    public async Task Suite_IsNeverTakenFromAPublisher()
    {
        Repository.Delegate("targets", "team", "*", "*/*", "*/*/*");
        Repository.AddTarget("team", "agent/9.0/aops-agent-linux-x64.tar.zst", _content, new JsonObject
        {
            ["kind"] = "agent", ["name"] = "aops-agent", ["version"] = "9.0",
            ["architecture"] = PackageKinds.LocalArchitecture,
        });
        Repository.Publish();
        var client = Host.Client(Repository.Source);
        await client.RefreshAsync(CancellationToken.None);

        Assert.Null(client.FindAgent("9.0"));
    }

    [Theory]
    [InlineData("demo", "1.0", "subagent", true)]
    [InlineData("other", "1.0", "subagent", false)]
    [InlineData("demo", "2.0", "subagent", false)]
    [InlineData("demo", "1.0", "agent", false)]
    public async Task WrongSoftware_UnderTheNameOfASubAgentIsRefused(
        string name, string version, string kind, bool isFound)
    {
        Repository.Delegate("targets", "team", "subagents/demo/*/*");
        Repository.AddTarget("team", Demo, _content, new JsonObject
        {
            ["kind"] = kind, ["name"] = name, ["version"] = version, ["architecture"] = "x64",
        });
        Repository.Publish();
        var client = Host.Client(Repository.Source);
        await client.RefreshAsync(CancellationToken.None);

        Assert.Equal(isFound,
            await client.FindSubAgentAsync("demo", "1.0", CancellationToken.None) is ReleaseSearch.Found);
    }

    [Fact]
    public async Task KeyCompromise_OfAPublisherBelowTheThresholdIsNotEnough()
    {
        Repository.Delegate("targets", "team", "subagents/*/*/*");
        Repository.AddTarget("team", Demo, _content);
        Repository.Thresholds["team"] = 2;

        await AssertRefusedAsync(Demo, "1 valid signatures where 2 are needed");
    }

    [Fact]
    public async Task ThresholdOfTwo_IsMetByTwoKeys()
    {
        Repository.Delegate("targets", "team", "subagents/*/*/*");
        Repository.AddTarget("team", Demo, _content);
        Repository.Keys["team"].Add(RepositoryBuilder.NewKey());
        Repository.Thresholds["team"] = 2;

        Assert.IsType<TufTargetSearch.Found>(await FindAsync(Demo));
    }

    [Fact]
    public async Task FirstRoleThatListsAName_HasTheSay()
    {
        Repository.Delegate("targets", "first", "subagents/*/*/*");
        Repository.Delegate("targets", "second", "subagents/*/*/*");
        Repository.AddTarget("first", Demo, _content);
        Repository.AddTarget("second", Demo, "longer content"u8.ToArray());

        Assert.Equal(7, Assert.IsType<TufTargetSearch.Found>(await FindAsync(Demo)).File.LengthBytes);
    }

    [Fact]
    public async Task Terminating_HidesLessTrustedRoles()
    {
        Repository.Delegate("targets", "first", role =>
        {
            role["paths"] = new JsonArray("subagents/*/*/*");
            role["terminating"] = true;
        });
        Repository.Delegate("targets", "second", "subagents/*/*/*");
        Repository.AddTarget("second", Demo, _content);

        Assert.IsType<TufTargetSearch.Absent>(await FindAsync(Demo));
    }

    [Fact]
    public async Task Nested_OnlyWhatEveryRoleOnTheWayMayList()
    {
        Repository.Delegate("targets", "outer", "subagents/demo/*/*");
        Repository.Delegate("outer", "inner", "*/*/*/*");
        Repository.AddTarget("inner", Demo, _content);
        Repository.AddTarget("inner", "subagents/other/1.0/x", _content);

        Assert.IsType<TufTargetSearch.Found>(await FindAsync(Demo));
        Assert.IsType<TufTargetSearch.Absent>(await FindAsync("subagents/other/1.0/x"));
    }

    [Fact]
    public async Task Cycle_Ends()
    {
        Repository.Delegate("targets", "a", "*");
        Repository.Delegate("a", "b", "*");
        Repository.Delegate("b", "a", "*");

        Assert.IsType<TufTargetSearch.Absent>(await FindAsync("nothing"));
    }

    [Fact]
    public async Task TooManyRoles_EndTheSearch()
    {
        for (var i = 0; i <= Contracts.Limits.TufDelegationsMax; i++) Repository.Delegate("targets", $"role{i}", "*");

        await AssertRefusedAsync("nothing", "more than 32 roles");
    }

    [Fact]
    public async Task MaliciousMirror_ThatLosesAPublisherDoesNotPromoteTheNext()
    {
        Repository.Delegate("targets", "first", "subagents/*/*/*");
        Repository.Delegate("targets", "second", "subagents/*/*/*");
        Repository.AddTarget("second", Demo, _content);
        Repository.Publish();
        var files = Copy();
        files.Remove("metadata/2.first.json");
        files.Remove("metadata/1.first.json");

        await AssertRefusedAsync(Demo, "cannot be reached", new MemorySource(files));
    }

    [Fact]
    public async Task Rollback_OfAPublishersMetadataIsRefused()
    {
        Repository.Delegate("targets", "team", "subagents/*/*/*");
        Repository.Publish();
        Repository.Publish();
        Assert.IsType<TufRefresh.Ok>(await RefreshAsync());
        Repository.Versions["team"] = 0;
        Repository.Publish();

        Assert.Equal(new TufRefresh.Rollback("team", 1, 2), await RefreshAsync());
    }

    [Fact]
    public async Task IndefiniteFreeze_OfAPublisherIsRefused()
    {
        Repository.Delegate("targets", "team", "subagents/*/*/*");
        Repository.AddTarget("team", Demo, _content);
        Repository.Expires["team"] = "2029-12-31T23:59:59Z";

        await AssertRefusedAsync(Demo, "team metadata expired");
    }

    [Theory]
    [InlineData("root")]
    [InlineData("targets")]
    [InlineData("")]
    public async Task ReservedName_IsMalformed(string name)
    {
        Repository.Delegate("targets", "team", role =>
        {
            role["name"] = name;
            role["paths"] = new JsonArray("*");
        });
        Repository.Keys.TryAdd("", [RepositoryBuilder.NewKey()]);
        Repository.Publish();

        Assert.Equal("targets", Assert.IsType<TufRefresh.Malformed>(await RefreshAsync()).Role);
    }

    [Fact]
    public async Task UnusualName_StaysInTheStore()
    {
        Repository.Delegate("targets", "../../team", "subagents/*/*/*");
        Repository.AddTarget("../../team", Demo, _content);

        Assert.IsType<TufTargetSearch.Found>(await FindAsync(Demo));
        Assert.True(File.Exists(Path.Combine(Host.Layout.Tuf, "..%2F..%2Fteam.json")));
    }

    [Fact]
    public async Task Search_BeforeARefreshIsRefused()
    {
        var client = new TufClient(Repository.Source, Host.Layout.Tuf, Host.Layout.TrustRoot, Host.Time);

        Assert.IsType<TufTargetSearch.Refused>(await client.FindAsync(Demo, CancellationToken.None));
    }

    private static string Flipped(string hex) => (hex[0] == '0' ? "1" : "0") + hex[1..];
}
