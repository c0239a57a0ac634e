using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.Runs.Steps;

/// <summary>What becomes of a host that is offline when it has its turn.</summary>
[JsonConverter(typeof(KebabEnumConverter<WhileOffline>))]
internal enum WhileOffline
{
    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>It has its turn once it is back, if that is before the run may no longer be started.</summary>
    Queue,
}
