using Aops.Contracts.Wire;
using Aops.Server.Layers;

namespace Aops.Server.Tests.Layers;

/// <summary>The patch that makes one document of another one.</summary>
public sealed class LayerPatchTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BetweenTwoDocuments_LaidOverTheFirst_IsTheSecond(int seed)
    {
        var random = new Random(seed);
        for (var turn = 0; turn < 2000; turn++)
        {
            var (from, to) = (Make(random), Make(random));

            var made = LayerPatch.Apply(from, LayerPatch.Between(from, to));

            Assert.Equal(LayerFields.Of(to), LayerFields.Of(made));
            Assert.Equal((to.SubAgents is null, to.Paused, to.ReplaceSubAgents), (made.SubAgents is null, made.Paused, made.ReplaceSubAgents));
        }
    }

    [Fact]
    public void LaidOverAnother_ItChangesWhatDiffersAlone()
    {
        var before = new LayerDocument
        {
            Agent = new DesiredAgent { Version = "2.0", Generation = 7 },
            SubAgents = [new LayerSubAgent { Name = "a", Version = "1", Generation = 3 }, new LayerSubAgent { Name = "b", Version = "1" }],
        };
        var after = before with { Paused = true, SubAgents = [before.SubAgents[0] with { Running = false }] };
        var other = new LayerDocument
        {
            Agent = new DesiredAgent { Version = "1.0", Generation = 2 },
            SubAgents = [new LayerSubAgent { Name = "a", Version = "0" }, new LayerSubAgent { Name = "c", Version = "9" }],
        };

        var made = LayerPatch.Apply(other, LayerPatch.Between(before, after));

        Assert.Equal(
            "agent.order=2 agent.version=1.0 paused=true subAgents[a].order=0 subAgents[a].running=false subAgents[a].version=0 " +
            "subAgents[c].order=0 subAgents[c].version=9",
            string.Join(' ', LayerFields.Of(made).Select(field => $"{field.Key}={field.Value}")));
    }

    private static LayerDocument Make(Random random) => new()
    {
        Agent = random.Next(2) == 0 ? null : new DesiredAgent { Version = $"{random.Next(3)}", Generation = random.Next(3) },
        Paused = random.Next(3) switch { 0 => null, 1 => true, _ => false },
        ReplaceSubAgents = random.Next(2) == 0 ? null : true,
        Settings = Names.Where(_ => random.Next(2) == 0).ToDictionary(name => name, _ => $"{random.Next(3)}"),
        SubAgents = random.Next(4) == 0 ? null : Names.Where(_ => random.Next(2) == 0).Select(name => MakeSubAgent(name, random)).ToArray(),
    };

    // With a version at least: an entry that says nothing goes by a patch.
    private static LayerSubAgent MakeSubAgent(string name, Random random) => new()
    {
        Name = name,
        Version = $"{random.Next(3)}",
        Generation = random.Next(3),
        Running = random.Next(3) switch { 0 => null, 1 => true, _ => false },
        Args = random.Next(2) == 0 ? null : [$"{random.Next(3)}"],
        Env = random.Next(2) == 0 ? null : Names.Where(_ => random.Next(2) == 0).ToDictionary(key => key, _ => $"{random.Next(3)}"),
    };
}
