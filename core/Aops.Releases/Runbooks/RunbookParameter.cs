using System.Text.Json.Serialization;

namespace Aops.Releases.Runbooks;

/// <summary>A parameter of a <see cref="Runbook"/>: a text that a pattern, a list of values or a type allows.</summary>
public sealed record RunbookParameter
{
    /// <summary>Name of the environment variable that holds a value: this with the name in upper case.</summary>
    public const string VariablePrefix = "AOPS_PARAM_";

    /// <summary>Its name: that of a variable, unique without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>What it means, for the operator who gives the value.</summary>
    public string Description { get; set; } = "";

    /// <summary>Its type, of a playbook alone; null for a text that <see cref="Pattern"/> or <see cref="Values"/> allow.</summary>
    public ParameterType? Type { get; init; }

    /// <summary>
    /// A regular expression without backtracking that matches the whole value; null where <see cref="Values"/> is given, or a type.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>The values that it may have; null for any that <see cref="Pattern"/> matches.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>The value where none is given; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>Whether a value must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether its value is masked wherever people see it. A program gets it, never by its arguments.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The environment variable that holds the value.</summary>
    [JsonIgnore]
    public string Variable => VariablePrefix + Name.ToUpperInvariant();

    /// <summary>Whether it always has a value, so that an argument may name it.</summary>
    [JsonIgnore]
    public bool HasValueAlways => IsRequired || Default is not null;
}
