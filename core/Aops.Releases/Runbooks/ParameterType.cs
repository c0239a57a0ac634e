using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Releases.Runbooks;

/// <summary>Type of a parameter of a playbook. A value travels as text: that of a list or a map is its JSON.</summary>
[JsonConverter(typeof(KebabEnumConverter<ParameterType>))]
public enum ParameterType
{
    /// <summary>Any text.</summary>
    String,

    /// <summary>A whole number of at most 18 digits.</summary>
    Integer,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A JSON array.</summary>
    List,

    /// <summary>A JSON object.</summary>
    Map,
}
