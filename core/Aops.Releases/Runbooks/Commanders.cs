using System.Text.Json;
using Aops.Contracts.Wire.Runs;

namespace Aops.Releases.Runbooks;

/// <summary>
/// Content of the signed target <c>fleet/commanders.json</c>: whose signatures make hosts run a command
/// (<see cref="RunEnvelope"/>).
/// Parties: the operator, whose top-level targets role signs it; a server, which only passes it on; this host.
/// Trust: no publisher may list it, however wide its delegation is, and no server's word stands for it.
/// Limits: <see cref="RunLimits.CommandersBytesMax"/> and those beside it.
/// </summary>
public sealed record Commanders
{
    /// <summary>Name of the target.</summary>
    public const string TargetName = "fleet/commanders.json";

    /// <summary>Kind of the target in its <c>custom</c>, whose <c>version</c> is the generation.</summary>
    public const string Kind = "commanders";

    /// <summary>Version of this content; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Grows with each one; a host never takes one that is older than it has seen. From 1.</summary>
    public required long Generation { get; init; }

    /// <summary>How many of the keys must sign a command.</summary>
    public int Threshold { get; set; } = 1;

    /// <summary>The keys by their ids; none of them means that no command is taken.</summary>
    public required IReadOnlyDictionary<string, Commander> Keys { get; init; }

    /// <summary>Reads and checks one.</summary>
    /// <param name="json">The content.</param>
    /// <exception cref="InvalidDataException">It is none; the message says what is wrong.</exception>
    public static Commanders Parse(ReadOnlySpan<byte> json)
    {
        var commanders = SignedJson.Parse(json, RunbookJson.Default.Commanders);
        SignedJson.RequireNone(CommandersRules.FaultsOf(commanders));
        return commanders;
    }

    /// <summary>The content of the target.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, RunbookJson.Default.Commanders);
}
