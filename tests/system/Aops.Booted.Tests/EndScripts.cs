using System.Text.Json.Nodes;

namespace Aops.Booted.Tests;

/// <summary>Sub-agents for the end of a machine: each notes in its log what it finds.</summary>
internal static class EndScripts
{
    /// <summary>One whose policy is not to be started again.</summary>
    public const string Never = "end-never";

    /// <summary>One that is given up after two deaths in a row.</summary>
    public const string Limited = "end-limited";

    /// <summary>One that is ready a while after its start.</summary>
    public const string Store = "end-store";

    /// <summary>One that depends on the store, at its start and for a while after it was told to end.</summary>
    public const string Front = "end-front";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Never, Limited, Store, Front];

    /// <summary>Their scripts, with what their specifications say beside.</summary>
    public static IReadOnlyList<(string Name, string Script, JsonObject More)> All =>
    [
        (Never, Idle, new JsonObject { ["restart"] = new JsonObject { ["policy"] = "never" } }),
        (Limited, Idle, new JsonObject
        {
            ["restart"] = new JsonObject { ["startLimit"] = 2, ["healthyAfterSeconds"] = 3600 },
        }),
        (Store, StoreScript, new JsonObject { ["readiness"] = Ready }),
        (Front, FrontScript, new JsonObject
        {
            ["dependsOn"] = new JsonArray(Store),
            ["restart"] = new JsonObject { ["healthyAfterSeconds"] = 0 },
        }),
    ];

    private static JsonObject Ready => new()
    {
        ["kind"] = "exec",
        ["command"] = new JsonArray("/bin/sh", "-c", "kill -0 $(cat \"$AOPS_STATE_DIR/ready\")"),
        ["periodMilliseconds"] = 100,
    };

    private const string Idle = """
        trap 'exit 0' TERM
        while :; do sleep 60 & wait $!; done
        """;

    private const string StoreScript = """
        trap 'rm -f "$AOPS_STATE_DIR/ready"; exit 0' TERM
        rm -f "$AOPS_STATE_DIR/ready"
        sleep 0.7
        echo $$ >"$AOPS_STATE_DIR/ready"
        while :; do sleep 60 & wait $!; done
        """;

    private const string FrontScript = """
        store() { kill -0 "$(cat "$AOPS_STATE_DIR/../../end-store/data/ready")" 2>/dev/null && echo there || echo gone; }
        end() {
            for i in 1 2 3 4 5 6; do sleep 0.1; echo "ends, store $(store)"; done
            exit 0
        }
        trap end TERM
        echo "begins, store $(store)"
        while :; do sleep 60 & wait $!; done
        """;
}
