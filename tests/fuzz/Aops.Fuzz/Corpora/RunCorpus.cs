using System.Security.Cryptography;
using Aops.Contracts.Wire.Runs;
using Aops.Fuzz.Targets;
using Aops.Releases.Runbooks;
using Aops.RepositorySimulator;

namespace Aops.Fuzz.Corpora;

/// <summary>What an operator signs about runs.</summary>
internal static class RunCorpus
{
    private static readonly ECDsa Key = RepositoryBuilder.NewKey();

    /// <summary>The clock of a host.</summary>
    public static DateTimeOffset Now { get; } = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The keys that sign the commands.</summary>
    public static Commanders Signers { get; } = new()
    {
        Generation = 1, Keys = new Dictionary<string, Commander> { [RepositoryBuilder.KeyId(Key)] = CommanderOf(Key) },
    };

    public static IReadOnlyList<byte[]> Runbooks =>
    [
        new Runbook
        {
            Name = "restart", Version = "1", Title = "Restart", Description = "Restarts a unit.", NeedsSignature = true,
            Parameters =
            [
                new() { Name = "unit", Pattern = "[a-z]+", IsRequired = true, Description = "unit" },
                new() { Name = "mode", Values = ["fast", "safe"], Default = "safe" },
                new() { Name = "token", Pattern = ".*", IsSecret = true },
            ],
            Command = new RunCommand { Args = ["/bin/a", "${unit}", "--mode=${mode}", "$${HOME}"], User = "root" },
        }.ToJson(),
        .. Text.Bytes("""{"name":"a","version":"1","title":"t","description":"d","command":{"script":"echo","interpreter":["/bin/sh"],"limits":{"tasksMax":5}}}"""),
    ];

    public static IReadOnlyList<byte[]> Commanders =>
    [
        Signers.ToJson(),
        (Signers with
        {
            Keys = Signers.Keys.ToDictionary(k => k.Key, k => k.Value with { Name = "alice", Hosts = ["web-*"], Users = ["deploy"] }),
        }).ToJson(),
        .. Text.Bytes("""{"schema":1,"generation":2,"threshold":1,"keys":{}}"""),
    ];

    public static IReadOnlyList<byte[]> Commands =>
    [
        CommandEnvelope.ToPayload(new SignedCommand
        {
            Nonce = "n", Hosts = ["web-*"], Expires = Now.AddHours(1), Command = new RunCommand { Args = ["/bin/true"] },
        }),
        CommandEnvelope.ToPayload(new SignedCommand
        {
            Nonce = "n", Hosts = ["*"], Expires = Now.AddDays(1), Runbook = new("restart", "1"),
            Parameters = new Dictionary<string, string> { ["unit"] = "a" },
        }),
    ];

    public static IReadOnlyList<byte[]> Envelopes => [.. Commands.Select(command => CommandEnvelope.ToJson(Sign(command)))];

    /// <summary>Signs any bytes as a command.</summary>
    public static RunEnvelope Sign(byte[] payload) => new()
    {
        PayloadType = RunEnvelope.CommandType,
        Payload = Convert.ToBase64String(payload),
        Signatures =
        [
            new()
            {
                KeyId = RepositoryBuilder.KeyId(Key),
                Signature = Convert.ToBase64String(Key.SignData(CommandEnvelope.Encode(RunEnvelope.CommandType, payload),
                    HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            },
        ],
    };

    private static Commander CommanderOf(ECDsa key) => new()
    {
        KeyType = "ecdsa", Scheme = "ecdsa-sha2-nistp256",
        KeyValue = new Dictionary<string, string> { ["public"] = key.ExportSubjectPublicKeyInfoPem() },
    };
}
