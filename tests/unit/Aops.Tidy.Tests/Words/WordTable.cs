namespace Aops.Tidy.Tests.Words;

/// <summary>
/// Words of no field, each with the term that is used instead. The numbers are a ratchet: the occurrences that are left in
/// code, comments, messages and pages. A number is lowered with the commit that rewrites a part:
/// <c>AOPS_LOWER_WORDS=1</c> lets <see cref="WordTests"/> write the new numbers here. It is never raised.
/// </summary>
internal static class WordTable
{
    public static IReadOnlyList<BannedWord> Words { get; } =
    [
        new("anew", 24, "again; restarted"),
        new("anybody", 46, "any process, any user, any caller"),
        new("beat", 95, "ping, pong (of the pair); heartbeat (to the server)", "beats", "beating"),
        new("bury", 2, "collect the exit, clean up", "buries", "buried", "burial"),
        new("calm", 17, "steady state", "calms"),
        new("condemn", 13, "fail (a trial)", "condemns", "condemned"),
        new("everybody", 6, "every process, every user"),
        new("guilty", 17, "failed, at fault", "guilt", "culprit"),
        new("half", 119, "member (of the pair); peer (the other member)", "halves", "halfs"),
        new("kept", 119, "persisted, retained, stored"),
        new("life", 55, "process, run, boot, lifetime"),
        new("mend", 99, "repair, fix", "mends", "mended", "mending"),
        new("nobody", 124, "no process, no user, no caller", "nobodys"),
        new("somebody", 27, "another process, a user, a caller"),
        new("whoever", 28, "the process that, the caller, an operator", "whomever"),
    ];

    public static IReadOnlyList<HonestUse> Uses { get; } =
    [
        new("aops_half_", "names of metrics, which scrapers know"),
        new("{half=\"", "the label of these metrics"),
        new("`half`", "the label of these metrics"),
        new("half a second", "a fraction"),
        new("half a minute", "a fraction"),
        new("half of all", "a fraction"),
        new("half of it can", "a fraction"),
        new("half of the bytes", "a fraction"),
        new("half of them", "a fraction"),
        new("cut in half", "a fraction"),
        new("first half", "a fraction"),
        new("half-way", "a fraction"),
        new("private half of this key", "cryptography"),
        new("HalfTls", "a TLS handshake that stops in the middle"),
        new("\"beat\"", "the name of Ping on the local socket"),
        new("\"beat-reply", "the name of Pong on the local socket"),
        new("\"nobody\"", "the Unix user"),
        new("\\\"nobody\\\"", "the Unix user"),
        new("--user nobody", "the Unix user"),
        new("nobody:", "the line of the Unix user in /etc/passwd"),
        new(" nobody nobody ", "name and group of the Unix user"),
        new("nobody-ticker", "a sub-agent of the Unix user"),
        new("NobodyTicker", "a sub-agent of the Unix user"),
    ];
}
