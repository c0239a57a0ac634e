using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Runs.Steps;

/// <summary>What vouches for the program of a run.</summary>
[JsonConverter(typeof(KebabEnumConverter<RunKind>))]
internal enum RunKind
{
    /// <summary>A signed runbook.</summary>
    Runbook,

    /// <summary>A command that an operator has signed.</summary>
    Signed,

    /// <summary>A command that this server alone vouches for.</summary>
    Plain,

    /// <summary>Nothing: a host does it by its own code.</summary>
    Action,

    /// <summary>Nothing: a host sends one of its logs by its own code.</summary>
    Log,

    /// <summary>Nothing: a host sends what helps those who look at it from afar, by its own code.</summary>
    Diagnosis,
}
