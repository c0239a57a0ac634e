using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;

namespace Aops.Releases.Runbooks;

/// <summary>
/// Content of a signed target <c>runbooks/NAME/VERSION.json</c>: a command that hosts run at a server's word, with values
/// for its parameters.
/// Parties: the operator, whose top-level targets role signs it; a server, which passes it on and gives the values; this
/// host.
/// Trust: no publisher may list it, however wide its delegation is. A value reaches the program as a variable, as JSON
/// and as a part of one argument; no shell reads it.
/// Limits: <see cref="RunLimits.RunbookBytesMax"/> and those beside it.
/// </summary>
public sealed record Runbook
{
    /// <summary>Kind of the target in its <c>custom</c>, beside <c>name</c> and <c>version</c>.</summary>
    public const string Kind = "runbook";

    private const string Folder = "runbooks/";
    private const string Suffix = ".json";
    private const string Mask = "***";

    /// <summary>Version of this content; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; one that was signed never changes.</summary>
    public required string Version { get; init; }

    /// <summary>What it is, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>What it does and what it touches, for the operator who runs it.</summary>
    public required string Description { get; init; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<RunbookParameter> Parameters { get; set; } = [];

    /// <summary>What is run. In <c>args</c> after the program, <c>${NAME}</c> is the value of a parameter.</summary>
    public required RunCommand Command { get; init; }

    /// <summary>Whether a server's word does not suffice: a signed command must name the runbook and the values.</summary>
    public bool NeedsSignature { get; init; }

    /// <summary>The playbook that is run; null where it is a command.</summary>
    public Playbook? Playbook { get; init; }

    /// <summary>Name of its target.</summary>
    public static string TargetNameOf(RunbookReference reference) =>
        $"{Folder}{reference.Name}/{reference.Version}{Suffix}";

    /// <summary>The runbook that a target's name stands for; null for another target.</summary>
    public static RunbookReference? ReferenceOf(string targetName)
    {
        if (!targetName.StartsWith(Folder, StringComparison.Ordinal)) return null;
        return targetName[Folder.Length..].Split('/') is [var name, var file]
            && file.EndsWith(Suffix, StringComparison.Ordinal)
            && Names.IsValid(name) && Names.IsValid(file[..^Suffix.Length])
            ? new RunbookReference(name, file[..^Suffix.Length])
            : null;
    }

    /// <summary>Reads and checks one.</summary>
    /// <param name="json">The content.</param>
    /// <exception cref="InvalidDataException">It is none; the message says what is wrong.</exception>
    public static Runbook Parse(ReadOnlySpan<byte> json)
    {
        var runbook = SignedJson.Parse(json, RunbookJson.Default.Runbook);
        SignedJson.RequireNone(RunbookRules.FaultsOf(runbook));
        return runbook;
    }

    /// <summary>The content of the target.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, RunbookJson.Default.Runbook);

    /// <summary>Gives values to the parameters.</summary>
    /// <param name="values">Values by the names of parameters.</param>
    /// <returns>What is run; or a sentence for each value that cannot be taken.</returns>
    public RunbookBinding Bind(IReadOnlyDictionary<string, string> values) => RunbookBinder.Bind(this, values);

    /// <summary>Values as people may see them: those of secrets, and of what is no parameter, are masked.</summary>
    /// <param name="values">Values by the names of parameters.</param>
    public IReadOnlyDictionary<string, string> MaskSecrets(IReadOnlyDictionary<string, string> values)
    {
        var open = Parameters.Where(parameter => !parameter.IsSecret).Select(parameter => parameter.Name).ToHashSet();
        return values.ToDictionary(value => value.Key, value => open.Contains(value.Key) ? value.Value : Mask);
    }
}
