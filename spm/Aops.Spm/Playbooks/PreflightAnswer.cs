using System.Text.Json.Serialization;
using Aops.Contracts.Wire.Runs;

namespace Aops.Spm.Playbooks;

/// <summary>What <c>preflight.py</c> prints.</summary>
internal sealed record PreflightAnswer
{
    /// <summary>The Python that runs Ansible.</summary>
    public required string Python { get; init; }

    /// <summary>Version of ansible-core; empty where this Python has none.</summary>
    public required string Ansible { get; init; }

    /// <summary>Versions of the collections that are here, by name; empty for one that does not say it.</summary>
    public required IReadOnlyDictionary<string, string> Collections { get; init; }

    /// <summary>The modules that cannot be imported.</summary>
    public required IReadOnlyList<string> MissingModules { get; init; }
}

/// <summary>What <c>preflight.py</c> is asked.</summary>
internal sealed record PreflightQuestion(IReadOnlyList<string> Modules, IReadOnlyList<string> Collections);

/// <summary>JSON of playbooks on a host.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlaybookTask))]
[JsonSerializable(typeof(PreflightAnswer))]
[JsonSerializable(typeof(PreflightQuestion))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class PlaybookJson : JsonSerializerContext;
