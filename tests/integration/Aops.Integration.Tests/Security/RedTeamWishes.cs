using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>Desired states, commands and hints that no publisher signed, drawn by chance.</summary>
/// <param name="loot">A folder that everybody may write to: what an attack leaves, it leaves here.</param>
/// <param name="precious">A file of root's that attacks aim at.</param>
/// <param name="library">A library that leaves a note when it is loaded.</param>
/// <param name="elsewhere">An address where the attacker listens.</param>
internal sealed class RedTeamWishes(string loot, string precious, string library, string elsewhere)
{
    private const string Current = PublishedPrograms.Second;

    // The first of each list have a good form.
    private static readonly string[] Versions =
        [Current, Current, "1.0.0", "3.0.0", "9.9.9", "0.0.1", "../../../../tmp", "2.0.0/..", "", "\u0000", new('9', 70_000)];

    private static readonly string[] Names =
        [Fleet.OwnSubAgent, RedTeamWorld.Script, "evil", "nosuch", "../../../evil", "..", "", "a/b", "\ud800", new('n', 4000)];

    private static readonly long[] Numbers =
        [0, 1, 7, 1_000_000, Limits.GenerationMax, Limits.GenerationMax + 1, long.MaxValue, long.MinValue, -1];

    private static readonly string[] Kinds =
        ["restart-sub-agent", "collect-log", "rollback", "restart-agent", "make-coffee", "run", "", "uninstall"];

    private readonly (string Name, string? Value)[] _variables =
    [
        ("BASH_ENV", $"$(touch {loot}/bash-env;echo /dev/null)"), ("LD_PRELOAD", library), ("AOPS_REPORT_FILE", precious),
        ("PATH", $"{loot}:/bin:/usr/bin"), ("HOME", loot), ("LD_AUDIT", library), ("AOPS_STATE_DIR", loot),
        ("HTTPS_PROXY", elsewhere), ("LD_LIBRARY_PATH", loot), ("ENV", $"$(touch {loot}/env)"),
        ("AOPS_SUBAGENT", "../../evil"), ("GREETING", $"$(touch {loot}/greeting)"), ("A=B", "c"), ("", "x"), ("N\n", "x"),
        ("NUL", null), ("INTERVAL_SECONDS", "1; touch " + loot), ("NOTIFY_SOCKET", precious), ("BIG", new('x', 200_000)),
    ];

    private readonly (string Key, string? Value)[] _settings =
    [
        ("heartbeatSrv", elsewhere), ("proxy", elsewhere.Replace("https", "http", StringComparison.Ordinal)),
        ("proxy", "none"), ("logLevel", "debug"), ("trialPeriod", "1s"), ("heartbeatInterval", "1s"),
        ("integrityInterval", "10s"), ("downloadTimeout", "5s"), ("logLevel", "error"), ("spmMaxMem", "32MiB"),
        ("metricsPort", "22"), ("pingTimeout", "100ms"), ("pingInterval", "60s"), ("heartbeatInterval", "0s"),
        ("downloadMaxRate", "1"), ("nonsense", "\u001b[2J"), ("heartbeatInterval", null), ("conf.yml", $"../../{precious}"),
    ];

    private readonly RedTeamRuns _runs = new(loot);
    private int _revision = 1_000_000;

    /// <summary>A whole answer to a heartbeat.</summary>
    public JsonObject Answer(RedTeamDraw draw)
    {
        var answer = new JsonObject
        {
            ["schema"] = draw.Odd(1), ["serverTime"] = $"{DateTimeOffset.UtcNow:O}", ["commands"] = Commands(draw),
        };
        if (draw.IsPlain || draw.Next(10) < 8) answer["desired"] = Desired(draw);
        if (draw.Next(4) == 0) answer["counter"] = draw.Odd(draw.Pick(Numbers, 4));
        if (draw.Next(4) == 0) answer["authorityGeneration"] = draw.Odd(draw.Pick(Numbers, 4));
        // A longer quiet is obeyed, for five minutes at most: the tests of that bound wait for it.
        if (draw.Next(12) == 0) answer["slowDownSeconds"] = draw.IsPlain || draw.Next(2) == 0 ? 1 : "x";
        if (draw.Next(8) == 0) answer["novelty"] = RedTeamDraw.Deep(draw.Next(1, draw.IsPlain ? 20 : 400));
        _runs.AddTo(answer, draw);
        return answer;
    }

    private JsonObject Desired(RedTeamDraw draw)
    {
        var isSound = draw.IsPlain || draw.Next(5) > 0;
        var desired = new JsonObject
        {
            ["schema"] = 1,
            ["revision"] = isSound ? Interlocked.Increment(ref _revision) : draw.Odd(draw.Pick(Numbers)),
        };
        if (draw.Next(4) == 0)
        {
            desired["agent"] = draw.Odd(new JsonObject
            {
                ["version"] = draw.Odd(draw.Pick(Versions, 5)), ["order"] = draw.Odd(draw.Pick(Numbers, 5)),
            });
        }
        if (draw.Next(6) > 0) desired["subAgents"] = SubAgents(draw);
        if (draw.Next(4) == 0) desired["settings"] = draw.Odd(Pairs(draw, _settings, 8));
        return desired;
    }

    private JsonNode SubAgents(RedTeamDraw draw)
    {
        if (draw.Next(16) == 0) return new JsonArray();
        if (!draw.IsPlain && draw.Next(20) == 0)
        {
            return new JsonArray([.. Enumerable.Range(0, Limits.SubAgentsMax + 1).Select(i => new JsonObject
            {
                ["name"] = $"many{i}", ["version"] = Current,
            })]);
        }
        var list = new JsonArray();
        // Mostly those that are there, as they run, with something laid over.
        foreach (var name in Names[..2])
        {
            if (draw.Next(10) == 0) continue;
            list.Add(draw.Odd(new JsonObject
            {
                ["name"] = draw.Odd(name), ["version"] = draw.Pick(Versions, 5), ["running"] = draw.Next(8) > 0,
                ["order"] = draw.Pick(Numbers, 5), ["env"] = draw.Odd(Pairs(draw, _variables, 9)), ["args"] = Arguments(draw),
            }));
        }
        if (draw.Next(4) == 0)
            list.Add(draw.Odd(new JsonObject { ["name"] = draw.Pick(Names, 4), ["version"] = draw.Pick(Versions, 5) }));
        return list;
    }

    private JsonArray? Arguments(RedTeamDraw draw) => draw.Next(8) > 0 ? null
        : draw.IsPlain ? new JsonArray("--evil") : new JsonArray("--evil", $"$(touch {loot}/args)", null);

    private static JsonObject Pairs(RedTeamDraw draw, IReadOnlyList<(string Key, string? Value)> all, int plain)
    {
        var pairs = new JsonObject();
        for (var i = draw.Next(4); i > 0; i--)
        {
            var (key, value) = draw.Pick(all, plain);
            pairs[key] = value;
        }
        return pairs;
    }

    private JsonArray Commands(RedTeamDraw draw)
    {
        var commands = new JsonArray();
        for (var i = draw.Next(12) == 0 ? 200 : draw.Next(3) / 2; i > 0; i--)
        {
            commands.Add(draw.Odd(new JsonObject
            {
                ["id"] = draw.IsPlain || draw.Next(8) > 0 ? $"c{draw.Next(1_000_000)}" : "../../../" + precious,
                ["kind"] = draw.Pick(Kinds, 4), ["subAgent"] = draw.Pick(Names, 4), ["lines"] = draw.Odd(draw.Pick(Numbers, 4)),
                ["shell"] = $"touch {loot}/command",
                ["expiresAt"] = $"{DateTimeOffset.UtcNow.AddSeconds(draw.IsPlain ? 1000 : draw.Next(-100, 100_000)):O}",
            }));
        }
        return commands;
    }
}
