using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Spm.SubAgents;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests;

public sealed class SubAgentStoreTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-store-").FullName);
    private readonly SubAgentStore _store;

    public SubAgentStoreTests() => _store = new SubAgentStore(_layout, NullLogger<SubAgentStore>.Instance);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    private static DesiredSubAgent Wish(string version) => new() { Name = "a", Version = version };

    private void PutSlot(string version, string spec)
    {
        Directory.CreateDirectory(_store.Slot("a", version));
        File.WriteAllText(Path.Combine(_store.Slot("a", version), SubAgentSpec.FileName), spec);
    }

    [Fact]
    public void TheServersChanges_LieOverThePackagesSpecification_WhereItSaysSo()
    {
        PutSlot("1", """
            {"name":"a","version":"1","exec":"bin/a","args":["x"],"env":{"KEEP":"1","CHANGE":"1","DROP":"1"},
             "settable":{"env":{"CHANGE":"[0-9]","DROP":"","NEW":".*"},"args":["[xy]"]}}
            """);

        var spec = _store.ReadSpec(Wish("1") with
        {
            Args = ["y"],
            Env = new Dictionary<string, string> { ["CHANGE"] = "2", ["DROP"] = "", ["NEW"] = "3" },
        });

        Assert.Equal(["y"], spec.Args);
        Assert.Equal(
            new SortedDictionary<string, string> { ["CHANGE"] = "2", ["KEEP"] = "1", ["NEW"] = "3" },
            new SortedDictionary<string, string>(spec.Env.ToDictionary()));
        Assert.Null(_store.UnappliedOf("a"));
    }

    // Signed by a later version of the packing tool.
    [Fact]
    public void MembersThatThisVersionDoesNotKnow_AreIgnored()
    {
        PutSlot("1", """{"name":"a","version":"1","exec":"bin/a","quota":{"x":1},"nice":1,"nice":2}""");

        Assert.Equal(2, _store.ReadSpec(Wish("1")).Nice);
        Assert.Null(_store.UnappliedOf("a"));
    }

    [Fact]
    public void ValuesThatCannotBeRead_AreAllTold_WithoutNamesOfTypes()
    {
        PutSlot("1", """{"name":"a","version":"1","exec":"bin/a","nice":"5","limits":{"tasksMax":-1},"stop":{"signal":"SIGX"}}""");

        var refused = Assert.Throws<InvalidDataException>(() => _store.ReadSpec(Wish("1"))).Message;

        foreach (var part in new[] { "nice: expects a whole number", "limits.tasksMax", "stop.signal" })
            Assert.Contains(part, refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Aops.", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotSettable_IsLeftOutAndTold_UntilTheWishIsAnother()
    {
        PutSlot("1", """{"name":"a","version":"1","exec":"bin/a","env":{"KEEP":"1"}}""");

        var spec = _store.ReadSpec(Wish("1") with
        {
            Args = ["y"],
            Env = new Dictionary<string, string> { ["LD_PRELOAD"] = "/x.so", ["KEEP"] = "" },
        });

        Assert.Equal(["KEEP"], spec.Env.Keys);
        Assert.Empty(spec.Args);
        foreach (var name in new[] { "LD_PRELOAD", "KEEP", "args" })
            Assert.Contains(name, _store.UnappliedOf("a"), StringComparison.Ordinal);
        _store.ReadSpec(Wish("1"));
        Assert.Null(_store.UnappliedOf("a"));
    }

    [Fact]
    public void ReservedVariablesOfTheSigner_AreRefusedWhenNew_AndLeftOutWhenInstalledBefore()
    {
        PutSlot("1", """{"name":"a","version":"1","exec":"a","user":"nobody","env":{"LD_PRELOAD":"/x.so","A":"1"}}""");

        Assert.Throws<InvalidDataException>(() => _store.ReadSpec(Wish("1")));
        Assert.Equal(["A"], _store.ReadSpec(Wish("1"), isInstalled: true).Env.Keys);
        Assert.Contains("LD_PRELOAD", _store.UnappliedOf("a"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"b","version":"1","exec":"bin/a"}""")]
    [InlineData("""{"name":"a","version":"2","exec":"bin/a"}""")]
    [InlineData("""{"name":"a","version":"1","exec":"/bin/sh"}""")]
    [InlineData("""{"name":"a","version":"1"}""")]
    [InlineData("no json")]
    public void Rejects_ASpecificationThatIsWrong(string spec)
    {
        PutSlot("1", spec);

        Assert.Throws<InvalidDataException>(() => _store.ReadSpec(Wish("1")));
    }

    [Fact]
    public void ADamagedRecord_IsRebuiltFromTheSpecificationInForce()
    {
        PutSlot("1", """{"name":"a","version":"1","exec":"bin/a"}""");
        _store.Write("a", new SubAgentRecord { Applied = Wish("1") });
        File.Copy(Path.Combine(_store.Slot("a", "1"), SubAgentSpec.FileName), _layout.SubAgentSpec("a"));
        File.WriteAllText(Path.Combine(_layout.SubAgent("a"), "install.json"), "");

        Assert.Equal("1", _store.ReadAll()["a"].Applied.Version);
    }

    [Fact]
    public void Switching_MovesTheCurrentLink_AndOldSlotsGo()
    {
        foreach (var version in new[] { "1", "2", "3" })
        {
            PutSlot(version, $$"""{"name":"a","version":"{{version}}","exec":"bin/a"}""");
            _store.Switch(_store.ReadSpec(Wish(version)));
        }
        Assert.Equal("releases/3", new FileInfo(_layout.SubAgentCurrent("a")).LinkTarget);

        _store.KeepOnly("a", "3", "2", null);

        Assert.False(_store.HasSlot("a", "1"));
        Assert.True(_store.HasSlot("a", "2"));
    }

    [Fact]
    public void Deleting_LeavesNothing()
    {
        PutSlot("1", "{}");
        _store.Write("a", new SubAgentRecord { Applied = Wish("1") });

        _store.Delete("a");

        Assert.Empty(_store.ReadAll());
        Assert.False(Directory.Exists(_layout.SubAgent("a")));
    }
}
