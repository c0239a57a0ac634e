using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Upgrade.Journal;

/// <summary>Phases of an upgrade as the host's journal has them.</summary>
[JsonConverter(typeof(KebabEnumConverter<JournalPhase>))]
public enum JournalPhase
{
    /// <summary>Nothing is under way. With a reason: the last attempt ended before the switch.</summary>
    Idle,

    /// <summary>The package is being fetched, checked and unpacked into a hidden directory.</summary>
    Staging,

    /// <summary>The slot is whole; nothing that runs was changed yet.</summary>
    Staged,

    /// <summary>spm runs the new version and is judged by the old spa.</summary>
    SpmTrial,

    /// <summary>Both halves run the new version; spa is judged by the new spm.</summary>
    SpaTrial,

    /// <summary>The new version is the current one.</summary>
    Committed,

    /// <summary>The new version was left again; the old one runs.</summary>
    RolledBack,
}
