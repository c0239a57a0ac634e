using System.Text;

namespace Aops.Spm.Tests;

/// <summary>Answers that no server of ours gives, made from one that it could give. The same seed makes the same.</summary>
internal sealed class HostileJson(int seed)
{
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "7", "1e400", "-1e400", "9223372036854775807", "9223372036854775808", "1.5", "NaN",
        "\"\"", "\"a\"", "\"b\"", "\"../a\"", "\"a\\nb\"", "\"\\ud800\"", "\"\\u0000\"", "\"10s\"", "\"99999999999999d\"",
        "[]", "[null]", "[[]]", "[7]", "[\"a\",null]", "{}", "{\"a\":null}", "{\"\\ud800\":1}", "{\"A\":\"x\"}", "{\"A=B\":\"x\"}",
        "{\"name\":\"a\",\"version\":\"2\",\"order\":3}", "[{\"name\":\"b\",\"version\":\"2\"},null]",
        "[{\"name\":\"a\",\"version\":\"1\"},{\"name\":\"a\",\"version\":\"1\"}]",
    ];

    private static readonly string[] Names =
    [
        "serverTime", "desired", "commands", "slowDownSeconds", "revision", "agent", "version", "order", "subAgents",
        "name", "running", "env", "args", "settings", "heartbeatInterval", "heartbeatSrv", "proxy", "spmMaxMem", "pingTimeout",
        "pingInterval", "trialPeriod", "id", "kind", "expiresAt", "lines", "subAgent", "agentId", "agentToken", "partly", "schema",
    ];

    private readonly Random _random = new(seed);

    public byte[] NextReply()
    {
        var settings = Shuffle(("heartbeatInterval", "\"10s\""), ("logLevel", "\"info\""), ("spmMaxMem", "\"256MiB\""));
        var subAgent = Shuffle(("name", "\"a\""), ("version", "\"2\""), ("order", "3"), ("env", "{\"A\":\"1\"}"), ("args", "[\"x\"]"));
        var command = Shuffle(("id", "\"c1\""), ("kind", "\"restart-agent\""), ("expiresAt", "\"2030-01-01T00:00:00Z\""));
        var desired = Shuffle(("revision", "7"), ("agent", "{\"version\":\"2\",\"order\":3}"),
            ("subAgents", $"[{subAgent},{{\"name\":\"b\",\"version\":\"2\"}}]"), ("settings", settings));
        var reply = Shuffle(("serverTime", "\"2026-01-01T00:00:00Z\""), ("desired", desired), ("commands", $"[{command}]"),
            ("slowDownSeconds", "0"), ("agentId", "\"a\""), ("agentToken", "\"t\""));
        var bytes = Encoding.UTF8.GetBytes(reply);
        // Now and then the bytes themselves: no UTF-8, or no end.
        if (Chance(20)) bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        return Chance(40) ? bytes[.._random.Next(bytes.Length)] : bytes;
    }

    private string Shuffle(params (string Name, string Value)[] members)
    {
        var list = members.ToList();
        for (var i = 0; i < list.Count; i++)
        {
            if (Chance(8)) list[i] = (list[i].Name, Value());
        }
        if (Chance(10)) list.Add((Names[_random.Next(Names.Length)], Value()));
        if (Chance(15)) list.RemoveAt(_random.Next(list.Count));
        if (Chance(25)) list.Add(list[_random.Next(list.Count)]);
        return "{" + string.Join(',', list.Select(m => $"\"{m.Name}\":{m.Value}")) + "}";
    }

    private string Value()
    {
        if (Chance(20)) return new string('[', 100) + new string(']', 100);
        if (Chance(40)) return "[" + string.Join(',', Enumerable.Repeat(Values[_random.Next(Values.Length)], 600)) + "]";
        if (Chance(40)) return $"\"{new string('x', 5000)}\"";
        return Values[_random.Next(Values.Length)];
    }

    private bool Chance(int of) => _random.Next(of) == 0;
}
