using System.Text;
using Aops.Fuzz.Targets;

namespace Aops.Fuzz.Corpora;

/// <summary>Valid local messages and specifications.</summary>
internal static class LocalCorpus
{
    private const string Status = """{"version":"1.0.0","startedAt":"2026-01-01T00:00:00Z","spmPid":7,"faults":["a"]}""";

    public static IReadOnlyList<byte[]> Messages { get; } =
    [
        .. Text.Bytes(
            """{"kind":"hello","protocol":1,"role":"spm","version":"1.0.0","pid":7}""",
            """{"kind":"beat","sequence":1,"rssBytes":5,"health":{"configParsed":true,"stateRead":true,"subAgentsAdopted":true}}""",
            """{"kind":"beat-reply","sequence":1,"rssBytes":5}""",
            """{"kind":"status"}""",
            $$"""{"kind":"status-reply","role":"spm","agent":{{Status}},"subAgents":[{"name":"a","state":"running","since":"2026-01-01T00:00:00Z"}]}""",
            """{"kind":"upgrade","version":"2.0.0"}""",
            """{"kind":"upgrade-progress","report":{"from":"1","to":"2","phase":"trial","at":"2026-01-01T00:00:00Z"}}""",
            """{"kind":"subagent","name":"a","action":"restart"}""",
            """{"kind":"done"}""", """{"kind":"fault","message":"m"}"""),
        [17, 0, 0, 0, .. Encoding.UTF8.GetBytes("""{"kind":"status"}""")],
    ];

    public static IReadOnlyList<byte[]> Specifications { get; } = Text.Bytes(
        """
        {"schema":1,"name":"host-metrics","version":"1.0","exec":"bin/run","type":"simple","args":["--a","${AOPS_STATE_DIR}"],
        "env":{"PORT":"80","MODE":"x"},"settable":{"env":{"PORT":"[0-9]{1,5}|auto","NEW":"a.*"},"args":["--[a-z]+","b*"]},
        "user":"nobody","group":"nogroup","workingDirectory":"/","umask":"027","nice":5,"oomScoreAdjust":100,
        "dependsOn":["other"],"restart":{"policy":"on-failure","backoffInitialMilliseconds":250,"backoffFactor":2,
        "backoffMaxMilliseconds":60000,"healthyAfterSeconds":10,"startLimit":5},
        "readiness":{"kind":"http","url":"http://127.0.0.1:80/","periodMilliseconds":1000},
        "liveness":{"kind":"tcp","address":"127.0.0.1:80"},"stop":{"signal":"SIGTERM","deadlineSeconds":10},
        "limits":{"memoryMaxBytes":104857600,"cpuQuotaPercent":50,"tasksMax":10,"openFilesMax":100},
        "sandbox":{"noNewPrivileges":true,"noNetwork":true},"log":{"bytesMax":100000,"filesMax":3}}
        """,
        """{"name":"host-metrics","version":"1.0","exec":"run"}""",
        """
        {"name":"host-metrics","version":"1.0","exec":"run","type":"forking","pidFile":"${AOPS_STATE_DIR}/pid",
        "liveness":{"kind":"exec","command":["a","b"]},"readiness":{"kind":"file","path":"/x","maxAgeSeconds":5}}
        """);
}
