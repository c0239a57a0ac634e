using System.Text.Json.Nodes;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// The source of chance of one answer. Some answers are plain: an attack in a message of good form, which a host that does
/// not check it obeys. In the others anything may be something else.
/// </summary>
/// <param name="random">Chance.</param>
/// <param name="isPlain">Whether the answer is plain.</param>
internal sealed class RedTeamDraw(Random random, bool isPlain)
{
    /// <summary>Whether the answer is plain.</summary>
    public bool IsPlain => isPlain;

    /// <summary>A number from 0 to below a bound.</summary>
    public int Next(int bound) => random.Next(bound);

    /// <summary>A number from one to below another.</summary>
    public int Next(int from, int bound) => random.Next(from, bound);

    /// <summary>One of some things.</summary>
    public T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    /// <summary>One of some things; of the first only, where the answer is plain.</summary>
    public T Pick<T>(IReadOnlyList<T> all, int plain) => all[random.Next(isPlain ? plain : all.Count)];

    /// <summary>What belongs there, or now and then something else.</summary>
    public JsonNode? Odd(JsonNode? sound) => isPlain || random.Next(14) > 0 ? sound : random.Next(7) switch
    {
        0 => null,
        1 => new JsonArray(),
        2 => new JsonObject(),
        3 => -1,
        4 => "x",
        5 => JsonNode.Parse("1e300"),
        _ => Deep(80),
    };

    /// <summary>Lists within lists.</summary>
    public static JsonNode Deep(int depth) => JsonNode.Parse(new string('[', depth) + new string(']', depth),
        documentOptions: new() { MaxDepth = depth + 1 })!;
}
