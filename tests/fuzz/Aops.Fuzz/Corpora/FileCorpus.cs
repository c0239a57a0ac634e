using Aops.Fuzz.Targets;
using Aops.TestSupport;
using Aops.Upgrade.Journal;

namespace Aops.Fuzz.Corpora;

/// <summary>Valid files of a host.</summary>
internal static class FileCorpus
{
    private const string Authority = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n";

    public static IReadOnlyList<byte[]> Settings { get; } = Text.Bytes(
        """
        # Settings of aops on this host.
        heartbeatSrv: https://server:7443
        heartbeatInterval: 30s
        logLevel: info
        bandwidth: 1MiB
        proxy: none
        """,
        "logLevel: 'debug'\npingInterval: 5s\npingTimeout: 60s\ntrialPeriod: 1m\ntrialDeadline: 5m\n",
        "---\n? logLevel\n: \"debug\"\n...\n", "{logLevel: debug, heartbeatInterval: 10s}", "a: &x [1, 2]\nb: *x\n", "");

    public static IReadOnlyList<byte[]> Identities { get; } = Text.Bytes(
        """{"schema":1,"agentId":"0197aa","agentToken":"aops_agent_abcdefghijklmnop"}""",
        """{"agentId":"a","agentToken":"t"}""");

    public static IReadOnlyList<byte[]> Journals { get; } =
    [
        JournalCodec.Encode(new UpgradeJournal { Current = "1.0.0", Phase = JournalPhase.Idle }),
        JournalCodec.Encode(new UpgradeJournal
        {
            Phase = JournalPhase.SpaTrial, Current = "1.0.0", CurrentGeneration = 1, Previous = "0.9.0", From = "1.0.0",
            To = "2.0.0", Generation = 2, StartsSpm = 1, LastStartSpm = new StartMark(7, 99, DateTimeOffset.UnixEpoch),
            TrialBegunAt = DateTimeOffset.UnixEpoch, Reason = "on trial", Floor = "1.0.0", FloorNumber = 4, ToNumber = 5,
        }),
    ];

    public static IReadOnlyList<byte[]> Connections { get; } = Text.Bytes(
        $$"""
        {"schema":1,"identity":"ab","state":"probation","files":{"server":"https://a:7443","proxy":"","authority":"{{Authority}}"},
        "proven":{"server":"https://a:7443","proxy":"","authority":"{{Authority}}"},"trial":{"candidate":{"server":"https://b",
        "proxy":"none","authority":null},"generation":4,"due":"2026-01-01T00:00:00Z","wasGivenTime":true,"reason":"r"},
        "generation":3,"failed":{"generation":2,"reason":"r","at":"2026-01-01T00:00:00Z"},"writesAuthority":true}
        """,
        """{"identity":"ab","state":"unproven","files":{"server":null,"proxy":"","authority":null}}""",
        """
        {"identity":"ab","state":"proven","files":{"server":"https://a","proxy":"","authority":null},
        "proven":{"server":"https://a","proxy":"","authority":null}}
        """);

    public static IReadOnlyList<byte[]> Programs { get; } =
    [
        StampedProgram.Make("0123456789abcdef0123456789abcdef", "1.0.0"), StampedProgram.Make("ab", "2"),
    ];

    public static IReadOnlyList<byte[]> Reports { get; } = Text.Bytes(
        """{"cpu":{"usedPercent":12.5},"disks":[{"name":"a","free":1e9}],"text":"é \ud83d\ude00"}""", "[]", "7", "\"a\"");

    public static IReadOnlyList<byte[]> Testimonies { get; } = Text.Bytes(
        "a line of the log\n{\"schema\":1,\"outcome\":\"accepted\",\"heardVersion\":\"2.0.0\",\"heardSecondsAgo\":1.5}\n",
        "{\"outcome\":\"refused\",\"reason\":\"401\"}", "");
}
