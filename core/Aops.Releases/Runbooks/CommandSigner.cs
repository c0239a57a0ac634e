using System.Security.Cryptography;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Keys;

namespace Aops.Releases.Runbooks;

/// <summary>Signs commands as <see cref="CommandEnvelope"/> verifies them; what a host would refuse is never signed.</summary>
public static class CommandSigner
{
    /// <summary>A nonce that no other command has.</summary>
    public static string NewNonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Makes the envelope of a command, without signatures.</summary>
    /// <exception cref="InvalidDataException">Hosts would refuse it; the message says why.</exception>
    public static RunEnvelope Begin(SignedCommand command)
    {
        var payload = CommandEnvelope.ToPayload(command);
        SignedJson.RequireNone(CommandEnvelope.FaultsOf(command));
        return payload.Length <= RunLimits.EnvelopeBytesMax
            ? new RunEnvelope
            {
                PayloadType = RunEnvelope.CommandType, Payload = Convert.ToBase64String(payload), Signatures = [],
            }
            : throw new InvalidDataException($"it has more than {RunLimits.EnvelopeBytesMax} bytes");
    }

    /// <summary>Adds a signature of each key; one that a key has made before is replaced.</summary>
    /// <exception cref="InvalidDataException">There would be more than hosts take, or the envelope is of another type.</exception>
    public static RunEnvelope Sign(RunEnvelope envelope, IEnumerable<SigningKey> keys)
    {
        var data = CommandEnvelope.Encode(envelope.PayloadType, CommandEnvelope.PayloadOf(envelope));
        var added = keys.Select(key => new RunSignature
        {
            KeyId = key.Public.Id, Signature = Convert.ToBase64String(key.SignToBytes(data)),
        }).DistinctBy(signature => signature.KeyId).ToList();
        var others = envelope.Signatures.Where(signature => added.All(key => key.KeyId != signature.KeyId));
        RunSignature[] all = [.. others, .. added];
        return all.Length <= RunLimits.SignaturesMax
            ? envelope with { Signatures = all }
            : throw new InvalidDataException($"{all.Length} signatures are more than {RunLimits.SignaturesMax}");
    }
}
