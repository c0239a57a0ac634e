using Aops.Fuzz.Targets;

namespace Aops.Fuzz.Corpora;

/// <summary>Valid messages of the wire between agents and the server.</summary>
internal static class WireCorpus
{
    private const string Host = """
        {"hostname":"web-1","machineId":"0123456789abcdef0123456789abcdef","os":"Linux","kernel":"6.1","architecture":"x86_64",
        "serviceManager":"systemd","instance":{"boot":"b1","product":"p","network":"n","counter":7}}
        """;

    private const string DesiredBody = """
        "agent":{"version":"1.2.0","order":3},"subAgents":[{"name":"host-metrics","version":"1.0","order":2,"running":true,
        "env":{"PORT":"80"},"args":["--a","b"]},{"name":"other","version":"2","running":false}],
        "settings":{"logLevel":"debug","heartbeatInterval":"30s","bandwidth":"1MiB"}
        """;

    public static IReadOnlyList<byte[]> Heartbeats { get; } = Text.Bytes(
        $$"""
        {"schema":1,"sequence":5,"revision":3,"holdSeconds":30,"intervalSeconds":30,"host":{{Host}},
        "agent":{"version":"1.0.0","startedAt":"2026-01-01T00:00:00Z","spmPid":7,"spaPid":8,"spaVersion":"1.0.0",
        "spmRssBytes":1000,"spaRssBytes":900,"upgrade":{"from":"1","to":"2","phase":"trial","percent":50,"reason":"r",
        "at":"2026-01-01T00:00:00Z"},"connection":{"state":"proven","generation":3},"faults":["conf.yml:3: bad","other"]},
        "subAgents":[{"name":"host-metrics","version":"1.0","state":"running","since":"2026-01-01T00:00:00Z","pid":9,
        "restarts":1,"lastExit":"signal 9","fault":null,"report":{"cpu":{"usedPercent":12.5,"count":2},"list":[1,2,{"a":null}]} }]}
        """,
        $$"""{"sequence":0,"revision":0,"intervalSeconds":5,"host":{{Host}},"agent":{"version":"1","startedAt":"2026-01-01T00:00:00Z"} }""",
        $$"""{"host":{{Host}} }""", """{"agent":null,"host":{}}""",
        // Members that no contract has, beside one that cannot be read.
        """{"host":{"os":7,""" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"m{i}\":{i}")) + "}}");

    public static IReadOnlyList<byte[]> Answers { get; } = Text.Bytes(
        $$"""
        {"schema":1,"serverTime":"2026-01-01T00:00:00Z","desired":{"revision":7,{{DesiredBody}} },
        "commands":[{"id":"c1","kind":"restart-agent","expiresAt":"2030-01-01T00:00:00Z"},{"id":"c2","kind":"restart-sub-agent",
        "subAgent":"host-metrics","expiresAt":"2030-01-01T00:00:00Z"},{"id":"c3","kind":"collect-log","lines":10,
        "expiresAt":"2030-01-01T00:00:00Z"}],"slowDownSeconds":30,"authorityGeneration":4,"counter":12}
        """,
        """{"serverTime":"2026-01-01T00:00:00Z"}""", """{"desired":{"revision":1,"subAgents":[]}}""");

    public static IReadOnlyList<byte[]> Registrations { get; } = Text.Bytes(
        $$"""{"schema":1,"agentId":"a1","host":{{Host}},"agentVersion":"1.0.0"}""",
        $$"""{"host":{{Host}},"agentVersion":"1.0.0"}""");

    public static IReadOnlyList<byte[]> Inventories { get; } = Text.Bytes(
        """{"id":"debian","version":"12","name":"Debian GNU/Linux 12","like":["a"],"codename":"bookworm","zone":"Europe/Berlin"}""",
        """{"release":"6.1.0-18-amd64","build":"#1 SMP"}""", """{"name":"glibc","version":"2.36"}""",
        """{"count":4,"sockets":1,"model":"Xeon"}""", """{"totalBytes":16777216,"swapBytes":0}""",
        """{"volumes":[{"path":"/","device":"/dev/sda1","fileSystem":"ext4","sizeBytes":9,"freePercent":45,"isReadOnly":false}]}""",
        """{"addresses":[{"address":"10.0.0.1","prefixLength":24,"interface":"eth0","mac":"02:42:ac:11:00:02"},{"address":"2001:db8::1"}]}""",
        """{"manager":"dpkg","packages":[{"name":"openssl","version":"1:3.0.14-1~deb12u2","architecture":"amd64"}],"leftOut":0}""",
        """{"units":[{"name":"ssh.service","load":"loaded","active":"active","sub":"running"}],"leftOut":0}""");

    public static IReadOnlyList<byte[]> RegistrationAnswers { get; } = Text.Bytes(
        """{"schema":1,"agentId":"0197aa","agentToken":"aops_agent_abcdefghijklmnop","agentVersion":"1.2.0"}""",
        """{"agentId":"a","agentToken":"t"}""");

    public static IReadOnlyList<byte[]> Desired { get; } = Text.Bytes(
        $$"""{ {{DesiredBody}} }""", """{"subAgents":[]}""", """{"agent":{"version":"1"}}""", "{}");

    public static IReadOnlyList<byte[]> DesiredFiles { get; } = Text.Bytes(
        $$"""{"schema":1,"revision":7,{{DesiredBody}} }""",
        """
        {"schema":1,"revision":7,"settings":{"logLevel":"debug"},"partly":{"by":"1.0.0","leftAsTheyAre":["b","c"],
        "removesNone":true,"faults":["desired state: agent is null; the suite stays as it is"],
        "subAgents":[{"name":"a","version":"1"}]}}
        """);
}
