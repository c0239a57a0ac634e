using System.Text;

namespace Aops.Chaos;

/// <summary>Reports of sub-agents as only a broken or a hostile one writes them: they cost the report, and nothing else.</summary>
internal static class ReportFaults
{
    private const int DepthMax = 20_000;
    private const int LengthMax = 4 * 1024 * 1024;

    private static readonly (string Name, Func<byte[]> Make)[] Kinds =
    [
        ("a lone surrogate", () => "{\"a\":\"\\ud800\"}"u8.ToArray()),
        ("a lone surrogate in a name", () => "{\"\\udfff\":1}"u8.ToArray()),
        ("depth", () => Encoding.ASCII.GetBytes(new string('[', DepthMax) + new string(']', DepthMax))),
        ("depth of objects", () => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", DepthMax)))),
        ("length", () => Encoding.ASCII.GetBytes($"{{\"a\":\"{new string('x', LengthMax)}\"}}")),
        ("no UTF-8", () => [(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}']),
        ("a number beyond any", () => "{\"a\":1e999999,\"b\":-0,\"c\":99999999999999999999999999}"u8.ToArray()),
        ("one name twice", () => "{\"a\":1,\"a\":{\"a\":2}}"u8.ToArray()),
        ("zeros", () => new byte[64]),
        ("nothing", () => []),
    ];

    public static IEnumerable<Fault> All => [new("hostile report", 40, Write)];

    private static string? Write(ChaosWorld world, Random random)
    {
        var name = world.SubAgents[random.Next(world.SubAgents.Count)].Name;
        var (kind, make) = Kinds[random.Next(Kinds.Length)];
        var path = Path.Combine(world.Agent.Layout.SubAgent(name), "data", "report.json");
        try
        {
            File.WriteAllBytes(path, make());
            return $"{path}: {kind}";
        }
        catch (IOException)
        {
            // The disk is full, or the folder is being made.
            return null;
        }
    }
}
