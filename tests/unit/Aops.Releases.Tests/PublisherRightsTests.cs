using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.SubAgents;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>The rights that a delegation's signed <c>custom</c> gives.</summary>
public sealed class PublisherRightsTests : TufTest
{
    private const string Demo = "subagents/demo/1.0/demo-linux-x64.tar.zst";

    private static readonly SubAgentSpec Spec = new() { Name = "demo", Version = "1.0", Exec = "run" };

    private static PublisherRights? Read(string custom)
    {
        using var document = JsonDocument.Parse(custom);
        return PublisherRights.Read("team", document.RootElement);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"other":1}""")]
    public void WithoutTheMember_ThereAreNone_AsBefore(string custom) => Assert.Null(Read(custom));

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"rights":1}""")]
    [InlineData("""{"rights":{"root":"yes"}}""")]
    [InlineData("""{"rights":{"users":[]}}""")]
    [InlineData("""{"rights":{"users":[1]}}""")]
    [InlineData("""{"rights":{"sandbox":["noMoon"]}}""")]
    [InlineData("""{"rights":{"later":true}}""")]
    public void WhatCannotBeReadWhole_GivesNothing(string custom) =>
        Assert.NotNull(Read(custom)!.FaultOf(Spec with { User = "nobody" }));

    [Fact]
    public void RootIsOnlyWhereItIsGiven()
    {
        Assert.Contains("root", Read("""{"rights":{}}""")!.FaultOf(Spec), StringComparison.Ordinal);
        Assert.NotNull(Read("""{"rights":{}}""")!.FaultOf(Spec with { User = "nobody", Group = "0" }));
        Assert.Null(Read("""{"rights":{}}""")!.FaultOf(Spec with { User = "nobody" }));
        Assert.Null(Read("""{"rights":{"root":true}}""")!.FaultOf(Spec));
        Assert.NotNull(Read("""{"rights":{"root":true,"users":["nobody"]}}""")!.FaultOf(Spec));
    }

    [Fact]
    public async Task TheWayToATarget_CarriesEveryDelegation()
    {
        Repository.Delegate("targets", "team", Role("""{"rights":{"users":["a"]}}"""));
        Repository.Delegate("team", "sub", Role("""{"rights":{"root":true}}"""));
        Repository.AddTarget("sub", Demo, "content"u8.ToArray());
        Repository.Publish();
        var client = new TufClient(Repository.Source, Host.Layout.Tuf, Host.Layout.TrustRoot, Host.Time);
        Assert.IsType<TufRefresh.Ok>(await client.RefreshAsync(CancellationToken.None));

        var found = Assert.IsType<TufTargetSearch.Found>(await client.FindAsync(Demo, CancellationToken.None));

        Assert.Equal(["team", "sub"], found.Delegations.Select(step => step.Role));
        // What a publisher hands on keeps within what it was given itself.
        Assert.Contains(found.Delegations,
            step => PublisherRights.Read(step.Role, step.Custom)!.FaultOf(Spec with { User = "b" }) is not null);
    }

    private static Action<JsonObject> Role(string custom) => role =>
    {
        role["paths"] = new JsonArray("subagents/demo/*/*");
        role["custom"] = JsonNode.Parse(custom);
    };
}
