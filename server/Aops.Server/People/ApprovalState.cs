using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Server.People;

/// <summary>How far a request is that needs another person.</summary>
[JsonConverter(typeof(KebabEnumConverter<ApprovalState>))]
internal enum ApprovalState
{
    /// <summary>Nothing was done; another person decides.</summary>
    AwaitingApproval,

    /// <summary>Approved, and begun; how it ended is not known where this stays.</summary>
    Approved,

    /// <summary>Approved, and answered: see the status of the answer.</summary>
    Done,

    /// <summary>Refused by another person.</summary>
    Refused,

    /// <summary>Taken back by the one who had asked.</summary>
    Withdrawn,

    /// <summary>Not decided in time.</summary>
    Expired,
}
