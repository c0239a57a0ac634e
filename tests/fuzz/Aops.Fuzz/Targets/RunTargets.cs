using Aops.Contracts.Wire.Runs;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Releases.Runbooks;

namespace Aops.Fuzz.Targets;

/// <summary>What is signed about runs, which a server passes on.</summary>
internal static class RunTargets
{
    private static readonly RunHost Host = new("web-1", new string('a', 32), new string('b', 64));

    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "runbook", Kind = InputKind.Json, Seeds = () => RunCorpus.Runbooks, Read = ReadRunbook,
            IsDeclared = e => e is InvalidDataException,
            Words = ["(a+)+$", "(?<a>.)", "(?x) # a", "[", "\\u0000", "\\ud800", "${unit}", "$${unit}", "AOPS_X", "LD_PRELOAD", "/", "a{9999}"],
        },
        new()
        {
            Name = "commanders", Kind = InputKind.Json, Seeds = () => RunCorpus.Commanders, Read = ReadCommanders,
            IsDeclared = e => e is InvalidDataException,
            Words = ["ecdsa", "ed25519", "rsa", "rsassa-pss-sha256", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "*", "ab"],
        },
        new()
        {
            Name = "signed-command", Kind = InputKind.Json, Seeds = () => RunCorpus.Commands,
            Read = input => Show(CommandEnvelope.Verify(RunCorpus.Sign(input), RunCorpus.Signers, Host, RunCorpus.Now)),
            Words = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2030-06-01T12:00:01Z", "\\ud800", "*", "AOPS_X"],
        },
        new()
        {
            Name = "command-envelope", Kind = InputKind.Json, Seeds = () => RunCorpus.Envelopes,
            Read = input => Show(CommandEnvelope.Verify(
                CommandEnvelope.Parse(input), RunCorpus.Signers, Host, RunCorpus.Now)),
            IsDeclared = e => e is InvalidDataException,
            Words = [RunEnvelope.CommandType, "====", "-_-_", "+/+/"],
        },
    ];

    private static string ReadRunbook(byte[] input)
    {
        var runbook = Runbook.Parse(input);
        var again = Runbook.Parse(runbook.ToJson());
        var values = runbook.Parameters.ToDictionary(p => p.Name, p => p.Values is [var first, ..] ? first : "a");
        _ = runbook.MaskSecrets(values);
        return again.Bind(values) switch
        {
            RunbookBinding.Bound bound => $"bound {bound.Command.Env.Count} {bound.Parameters.Length > 2}",
            RunbookBinding.Refused refused => $"refused {refused.Sentences.Count}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string ReadCommanders(byte[] input)
    {
        var commanders = Commanders.Parse(input);
        var verdict = CommandEnvelope.Verify(RunCorpus.Sign(RunCorpus.Commands[0]), commanders, Host, RunCorpus.Now);
        return $"{Commanders.Parse(commanders.ToJson()).Keys.Count} {Show(verdict)}";
    }

    private static string Show(CommandVerdict verdict) => verdict switch
    {
        CommandVerdict.Verified verified => $"verified {verified.FaultOfUser("deploy") is null}",
        CommandVerdict.Refused refused => refused.Sentence.Length > 90 ? refused.Sentence[..90] : refused.Sentence,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
