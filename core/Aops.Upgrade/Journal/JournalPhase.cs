using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Upgrade.Journal;

/// <summary>Phases of an upgrade in the host's journal.</summary>
[JsonConverter(typeof(KebabEnumConverter<JournalPhase>))]
public enum JournalPhase
{
    /// <summary>No upgrade is in progress. With a reason: the last attempt failed before the switch.</summary>
    Idle,

    /// <summary>The package is being fetched, verified and unpacked into a hidden directory.</summary>
    Staging,

    /// <summary>The slot is complete; the running version was not touched yet.</summary>
    Staged,

    /// <summary>spm runs the new version and is judged by the old spa.</summary>
    SpmTrial,

    /// <summary>spm and spa run the new version; spa is judged by the new spm.</summary>
    SpaTrial,

    /// <summary>The new version is the current one.</summary>
    Committed,

    /// <summary>The new version was rolled back; the old one runs.</summary>
    RolledBack,
}
