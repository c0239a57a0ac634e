using System.Security.Cryptography;
using System.Text;
using Aops.Fuzz.Engine;
using Aops.Server.Bootstrap;
using Aops.Server.Repository;

namespace Aops.Fuzz.Targets;

/// <summary>
/// Arguments and environment of <c>install.sh</c>, as <c>/bin/sh</c> takes them, and the address that the script is served
/// with. Nothing of an input may be executed, and the bootstrap program must get every word that was meant for it as it is.
/// </summary>
internal static class InstallScriptTarget
{
    private const char Separator = '\u0001';
    private const int ExitOfTheProgram = 7;

    // In place of the bootstrap program, and of curl, which brings it.
    private const string Program = """
        #!/bin/sh
        for word in "$@"; do printf '%s\1' "$word"; done >"$FUZZ_OUT"
        printf '%s' "$AOPS_TOKEN" >"$FUZZ_OUT.token"
        exit 7
        """;

    private const string Curl = """
        #!/bin/sh
        while [ $# -gt 1 ]; do [ "$1" = -o ] && out=$2; shift; done
        cp "$FUZZ_PROGRAM" "$out"
        """;

    private static readonly int[] ExitCodes = [0, ExitOfTheProgram, 64, 65, 66, 69, 73];

    public static FuzzTarget Make() => new()
    {
        Name = "install-sh", InputsDefault = 5000, Read = Run,
        // Address, token of the environment, then the arguments.
        Seeds = () => Text.Bytes(
            Line("server:7443", "T-1"), Line("server", "", "--token", "T-2", "--root", "/tmp/a b"),
            Line("10.0.0.1", "", "--token=T-3", "--dry-run"), Line("[::1]:7443", "T", "--token-file", "token", "--version", "1.0"),
            Line("a", "", "--token-file=token", "--agent-id", "x"), Line("a", "T", "--help"), Line("a", "T", "--token-file", "-"),
            Line("a';touch CANARY;'", "$(touch CANARY)", "--root", "`touch CANARY`", "';touch CANARY;'", "a\nb", "*")),
        Words =
        [
            "$(touch CANARY)", "`touch CANARY`", ";touch CANARY;", "';touch CANARY;'", "\";touch CANARY;\"", "\ntouch CANARY\n",
            "|touch CANARY", "&touch CANARY&", "${IFS}", "$IFS", "*", "?", "~", "\\", "'", "\"", "\n", "%s%n", "%d", "-n", "-e",
            "--", "-", "--token", "--token=", "--token-file", "--token-file=", "--dry-run", "-h", "\u0001", "\u0001\u0001", "=",
            "$0", "$$", "${AOPS_TOKEN}", "eval touch CANARY", "\u0001--dry-run", "\u0001touch\u0001CANARY",
        ],
    };

    // 32 pages, with the name of the variable and the NUL.
    private const int StringBytesMax = 128 * 1024 - 64;

    private static string Line(params string[] parts) => string.Join(Separator, parts);

    private static string Run(byte[] input)
    {
        // No program can be given a NUL, nor bytes that are no text by this runtime.
        var parts = Encoding.UTF8.GetString(input).Replace("\0", "", StringComparison.Ordinal).Split(Separator);
        var address = ServerAddress.TryParse(parts[0], out var asked) ? asked : Parse("server:7443");
        var run = new InstallScriptRun(Script(address), Program, Curl);
        var environment = parts.Length > 1 ? parts[1] : "";
        string[] arguments = [.. parts.Skip(2).Take(100)];
        // The kernel starts nothing with a longer string (MAX_ARG_STRLEN), so that no script ever sees one.
        if (arguments.Append(environment).Any(part => Encoding.UTF8.GetByteCount(part) > StringBytesMax))
            return "longer than a string that a program can be given";
        var ended = run.Execute(environment, arguments);
        if (ended.HasCanary) throw new InvalidOperationException("a part of the input was executed");
        if (!ExitCodes.Contains(ended.Code))
            throw new InvalidOperationException($"the script ended with {ended.Code}: {ended.Error}");
        if (ended.Code == ExitOfTheProgram) Compare(InstallScriptModel.Of(environment, arguments), ended, address);
        return $"{ended.Code} {ended.Error.Split('\n')[0]}";
    }

    private static void Compare(InstallScriptModel expected, InstallScriptRun.Ended ended, ServerAddress address)
    {
        string[] begin = ["install", "--endpoint", address.ToString(), "--ca"];
        if (ended.Words.Length < 5 || !ended.Words[..4].SequenceEqual(begin) || !ended.Words[5..].SequenceEqual(expected.Words))
            throw new InvalidOperationException($"the program got other words: {string.Join('|', ended.Words)}");
        if (ended.Token != expected.Token)
            throw new InvalidOperationException($"the program got the token '{ended.Token}' and not '{expected.Token}'");
    }

    private static string Script(ServerAddress address)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Program)));
        if (!Sha256Digest.TryParse(hash, out var digest)) throw new InvalidOperationException("no digest");
        return InstallScript.Compose(ShellText.Of(address), ShellText.Empty, ShellText.Of(digest), ShellText.Of(digest));
    }

    private static ServerAddress Parse(string text) =>
        ServerAddress.TryParse(text, out var address) ? address : throw new InvalidOperationException(text);
}
