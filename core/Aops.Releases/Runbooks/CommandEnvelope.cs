using System.Globalization;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Crypto;

namespace Aops.Releases.Runbooks;

/// <summary>
/// Makes and verifies a <see cref="RunEnvelope"/>: DSSE 1.0 (github.com/secure-systems-lab/dsse, protocol.md). The
/// signatures are verified before a byte of the payload is interpreted. That a nonce was used before is known to the
/// caller alone.
/// </summary>
public static class CommandEnvelope
{
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(RunLimits.EnvelopeSecondsMax);

    /// <summary>What is signed of a payload: PAE of its type and its bytes.</summary>
    public static byte[] Encode(string payloadType, ReadOnlySpan<byte> payload)
    {
        var type = Encoding.UTF8.GetBytes(payloadType);
        var head = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"DSSEv1 {type.Length} {payloadType} {payload.Length} "));
        return [.. head, .. payload];
    }

    /// <summary>The bytes that a signed command is signed as.</summary>
    public static byte[] ToPayload(SignedCommand command) =>
        JsonSerializer.SerializeToUtf8Bytes(command, RunbookJson.Default.SignedCommand);

    /// <summary>An envelope as a file.</summary>
    public static byte[] ToJson(RunEnvelope envelope) =>
        JsonSerializer.SerializeToUtf8Bytes(envelope, RunbookJson.Default.RunEnvelope);

    /// <summary>Reads a file with an envelope; nothing of it is verified.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says what is wrong.</exception>
    public static RunEnvelope Parse(ReadOnlySpan<byte> json) => SignedJson.Parse(json, RunbookJson.Default.RunEnvelope);

    /// <summary>The bytes of an envelope's payload; nothing of them is verified.</summary>
    /// <exception cref="InvalidDataException">It is of another type, too long, or not base64.</exception>
    public static byte[] PayloadOf(RunEnvelope envelope)
    {
        Require(envelope.PayloadType == RunEnvelope.CommandType,
            $"its payload is '{ShownText.Of(envelope.PayloadType ?? "")}' and not '{RunEnvelope.CommandType}'");
        Require(envelope.Signatures is { Count: <= RunLimits.SignaturesMax },
            $"it has more than {RunLimits.SignaturesMax} signatures");
        Require(envelope.Payload is { Length: <= RunLimits.EnvelopeBytesMax / 3 * 4 },
            $"its payload has more than {RunLimits.EnvelopeBytesMax} bytes");
        return TryDecode(envelope.Payload) ?? throw new InvalidDataException("its payload is not base64");
    }

    /// <summary>The command of an envelope, for people to read; nothing of it is verified.</summary>
    /// <exception cref="InvalidDataException">It is none; the message says what is wrong.</exception>
    public static SignedCommand CommandOf(RunEnvelope envelope) => ReadCommand(PayloadOf(envelope));

    /// <summary>Verifies an envelope.</summary>
    /// <param name="envelope">The envelope, from anywhere.</param>
    /// <param name="commanders">Whose signatures count.</param>
    /// <param name="host">This host.</param>
    /// <param name="now">The clock of this host.</param>
    public static CommandVerdict Verify(
        RunEnvelope envelope, Commanders commanders, RunHost host, DateTimeOffset now)
    {
        try
        {
            var payload = PayloadOf(envelope);
            var signers = Signers(envelope, payload, commanders, out var obstacle);
            Require(signers.Count >= commanders.Threshold,
                obstacle ?? BelowThreshold(envelope, commanders, signers.Count));
            var command = ReadCommand(payload);
            RequireTime(command, now);
            Require(host.IsAmong(command.Hosts), $"it is signed for other hosts than {host.Hostname}");
            signers = [.. signers.Where(signer => signer.Hosts is null || host.IsAmong(signer.Hosts))];
            Require(signers.Count >= commanders.Threshold,
                $"{signers.Count} of its signers may command {host.Hostname}, where {commanders.Threshold} are needed");
            var verified = new CommandVerdict.Verified(command, signers, commanders.Threshold);
            if (command.Command is { } direct && verified.FaultOfUser(direct.User) is { } fault)
                throw new InvalidDataException(fault);
            return verified;
        }
        catch (InvalidDataException e)
        {
            return new CommandVerdict.Refused($"the signed command is refused: {e.Message}");
        }
    }

    /// <summary>Lists the faults of a signed command, without regard to signatures, host and time.</summary>
    public static IEnumerable<string> FaultsOf(SignedCommand command)
    {
        if (command.Schema != 1) yield return $"schema: {command.Schema} is not known to this version (1 is)";
        if (!Names.IsValid(command.Nonce)) yield return $"nonce: is not a name ({Names.Rule})";
        if (command.Hosts.Count > RunLimits.HostPatternsMax) yield return $"hosts: are more than {RunLimits.HostPatternsMax}";
        if (command.Hosts.Any(host => host is not { Length: > 0 and <= 255 }))
            yield return "hosts: one has not 1 to 255 characters";
        if (command.Command is null == command.Runbook is null)
            yield return "command: and runbook: exactly one of the two must be there";
        if (command.Command is not null && command.Parameters.Count > 0)
            yield return "parameters: have a meaning for a runbook only";
        if (command.Parameters.Count > RunLimits.ParametersMax)
            yield return $"parameters: are more than {RunLimits.ParametersMax}";
        if (command.Command is not { } direct) yield break;
        foreach (var fault in RunCommandRules.FaultsOf(direct)) yield return $"command.{fault}";
    }

    // One key counts once; commanders have each key once.
    private static IReadOnlyList<Commander> Signers(
        RunEnvelope envelope, byte[] payload, Commanders commanders, out string? obstacle)
    {
        obstacle = null;
        var signed = Encode(envelope.PayloadType, payload);
        var signers = new Dictionary<string, Commander>();
        foreach (var signature in envelope.Signatures)
        {
            if (signature is not { KeyId: { } id, Signature: { } text }
                || !commanders.Keys.TryGetValue(id, out var commander) || TryDecode(text) is not { } bytes)
            {
                continue;
            }
            try
            {
                if (commander.ToKey(id).Verifies(signed, bytes)) signers[id] = commander;
            }
            catch (CryptoMissingException e)
            {
                obstacle = $"its signatures cannot be checked: {e.Message}";
            }
        }
        return [.. signers.Values];
    }

    private static string BelowThreshold(RunEnvelope envelope, Commanders commanders, int valid)
    {
        var known = envelope.Signatures.Count(
            signature => signature is { KeyId: { } id } && commanders.Keys.ContainsKey(id));
        var why = known == 0
            ? $"none of its keys is in {Commanders.TargetName}"
            : $"{known} of its {envelope.Signatures.Count} signatures name a key of {Commanders.TargetName}";
        return $"it has {valid} valid signatures where {commanders.Threshold} are needed; {why}";
    }

    private static SignedCommand ReadCommand(byte[] payload)
    {
        var command = SignedJson.Parse(payload, RunbookJson.Default.SignedCommand);
        SignedJson.RequireNone(FaultsOf(command));
        return command;
    }

    private static void RequireTime(SignedCommand command, DateTimeOffset now)
    {
        Require(now < command.Expires, string.Create(CultureInfo.InvariantCulture,
            $"it expired at {command.Expires:u}, and this host's clock says {now:u}"));
        Require(command.Expires - now <= AheadMax, string.Create(CultureInfo.InvariantCulture,
            $"it expires at {command.Expires:u}, more than {AheadMax.TotalDays:0} days after {now:u}, this host's clock"));
    }

    // DSSE allows both alphabets.
    private static byte[]? TryDecode(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out var length)
            ? bytes[..length]
            : null;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException(otherwise);
    }
}
