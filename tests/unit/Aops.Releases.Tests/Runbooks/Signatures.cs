using System.Security.Cryptography;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests.Runbooks;

/// <summary>Keys that sign commands, and what they sign.</summary>
internal static class Signatures
{
    public static readonly DateTimeOffset Now = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly RunHost Host = new("web-1", new string('a', 32), new string('b', 64));

    public static Commander CommanderOf(ECDsa key) => new()
    {
        KeyType = "ecdsa",
        Scheme = "ecdsa-sha2-nistp256",
        KeyValue = new Dictionary<string, string> { ["public"] = key.ExportSubjectPublicKeyInfoPem() },
    };

    public static Commanders CommandersOf(params ECDsa[] keys) => new()
    {
        Generation = 1,
        Keys = keys.ToDictionary(RepositoryBuilder.KeyId, CommanderOf),
    };

    public static SignedCommand Command(params string[] hosts) => new()
    {
        Nonce = "n1",
        Hosts = hosts.Length > 0 ? hosts : ["web-*"],
        Expires = Now.AddHours(1),
        Command = new RunCommand { Args = ["/bin/true"] },
    };

    public static RunEnvelope Sign(SignedCommand command, params ECDsa[] keys) =>
        Sign(CommandEnvelope.ToPayload(command), RunEnvelope.CommandType, keys);

    public static RunEnvelope Sign(byte[] payload, string type, params ECDsa[] keys) => new()
    {
        PayloadType = type,
        Payload = Convert.ToBase64String(payload),
        Signatures =
        [
            .. keys.Select(key => new RunSignature
            {
                KeyId = RepositoryBuilder.KeyId(key),
                Signature = Convert.ToBase64String(key.SignData(
                    CommandEnvelope.Encode(type, payload), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            }),
        ],
    };
}
