using System.Text.Json.Serialization;

namespace Aops.Contracts.Wire.Runs;

/// <summary>What a host runs at a server's word: <c>runs</c> of its conf.yml, which no server can change.</summary>
[JsonConverter(typeof(OpenEnumConverter<RunPolicy>))]
public enum RunPolicy
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Signed runbooks, and commands that an operator has signed.</summary>
    Signed,

    /// <summary>Any command as well.</summary>
    Any,
}
