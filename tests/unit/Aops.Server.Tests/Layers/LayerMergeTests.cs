using System.Text.Json;
using Aops.Server.Layers;

namespace Aops.Server.Tests.Layers;

public sealed class LayerMergeTests
{
    // The layers, weakest first, and what they make: fields without their generations, each with the layer that says it.
    [Theory]
    [InlineData("""{"settings":{"a":"1","b":"1"}}""", """{"settings":{"b":"2"}}""", "settings.a=1 (0) settings.b=2 (1)", null)]
    [InlineData("""{"agent":{"version":"1"}}""", """{"agent":{"version":"2"}}""", "agent.version=2 (1)", null)]
    [InlineData("""{"subAgents":[{"name":"x","version":"1","env":{"A":"1","B":"1"}}]}""", """{"subAgents":[{"name":"x","env":{"B":"2"}}]}""",
        "subAgents[x].env.A=1 (0) subAgents[x].env.B=2 (1) subAgents[x].version=1 (0)", "x")]
    [InlineData("""{"subAgents":[{"name":"x","version":"1","args":["a","b"]}]}""", """{"subAgents":[{"name":"x","args":["c"],"running":false}]}""",
        """subAgents[x].args=["c"] (1) subAgents[x].running=false (1) subAgents[x].version=1 (0)""", "x")]
    [InlineData("""{"subAgents":[{"name":"x","version":"1"}]}""", """{"subAgents":[{"name":"y","version":"2"}]}""",
        "subAgents[x].version=1 (0) subAgents[y].version=2 (1)", "x y")]
    [InlineData("""{"subAgents":[{"name":"x","version":"1"},{"name":"y","version":"1"}]}""", """{"subAgents":[{"name":"x","removed":true}]}""",
        "subAgents[y].version=1 (0)", "y")]
    [InlineData("""{"subAgents":[{"name":"x","version":"1"}]}""", """{"replaceSubAgents":true,"subAgents":[{"name":"y","version":"2"}]}""",
        "subAgents[y].version=2 (1)", "y")]
    [InlineData("""{"subAgents":[{"name":"x","version":"1"}]}""", """{"replaceSubAgents":true,"subAgents":[]}""", "", "")]
    [InlineData("""{"subAgents":[]}""", "{}", "", "")]
    [InlineData("""{"paused":true}""", "{}", "paused=true (0)", null)]
    [InlineData("""{"paused":true}""", """{"paused":false}""", "paused=false (1)", null)]
    // A layer that only says how a sub-agent runs installs none, and takes none away.
    [InlineData("{}", """{"subAgents":[{"name":"x","env":{"A":"1"}}]}""", "", null)]
    public void Layers_AreMergedFieldByField(string first, string second, string fields, string? subAgents)
    {
        var merged = LayerMerge.Of(
        [
            new MergedLayer(LayerName.Fleet, 0, 7, Read(first)),
            new MergedLayer(LayerName.Group("g"), 1, 8, Read(second)),
        ]);

        Assert.Equal(fields, string.Join(' ', merged.Fields.Where(field => !field.Key.EndsWith(".order", StringComparison.Ordinal))
            .Select(field => $"{field.Key}={field.Value.Value} ({(field.Value.Layer.Kind == LayerKind.Fleet ? 0 : 1)})")));
        Assert.Equal(subAgents, merged.SubAgents is { } list ? string.Join(' ', list.Select(entry => entry.Name)) : null);
    }

    [Theory]
    [InlineData("""{"settings":{"a":"1","b":"2"}}""", """{"settings":{"a":null,"c":"3"}}""", """{"settings":{"b":"2","c":"3"}}""")]
    [InlineData("""{"agent":{"version":"1"}}""", """{"agent":null}""", """{"settings":{}}""")]
    [InlineData("""{"subAgents":[{"name":"x","version":"1"}]}""", """{"subAgents":[{"name":"x","env":{"A":"1"}}]}""",
        """{"subAgents":[{"name":"x","version":"1","env":{"A":"1"}}],"settings":{}}""")]
    [InlineData("""{"subAgents":[{"name":"x","env":{"A":"1","B":"2"}}]}""", """{"subAgents":[{"name":"x","env":{"A":null}}]}""",
        """{"subAgents":[{"name":"x","env":{"B":"2"}}],"settings":{}}""")]
    [InlineData("""{"subAgents":[{"name":"x","running":true},{"name":"y","removed":true}]}""", """{"subAgents":[{"name":"x","running":null}]}""",
        """{"subAgents":[{"name":"y","removed":true}],"settings":{}}""")]
    public void Patch_IsLaidOverTheDocument(string document, string patch, string expected)
    {
        var patched = LayerPatch.Apply(Read(document), JsonDocument.Parse(patch).RootElement);

        Assert.Equal(expected, JsonSerializer.Serialize(patched, ServerJson.Default.LayerDocument));
    }

    // A version that both documents name is as it is; any other is tried again where it failed.
    [Fact]
    public void Revert_OrdersOnlyWhatDiffers()
    {
        var earlier = Read("""{"subAgents":[{"name":"x","version":"1","order":3},{"name":"y","version":"1","order":3}]}""");
        var head = Read("""{"subAgents":[{"name":"x","version":"2","order":9},{"name":"y","version":"1","order":5}]}""");

        var next = earlier.InPlaceOf(head).Ordered(head, 10);

        Assert.Equal([10, 5], next.SubAgents!.Select(subAgent => subAgent.Generation!.Value));
    }

    private static LayerDocument Read(string json) =>
        JsonSerializer.Deserialize(json, ServerJson.Default.LayerDocument)!;
}
