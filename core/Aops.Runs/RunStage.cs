using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Runs;

/// <summary>Where a run stands, for spm.</summary>
[JsonConverter(typeof(KebabEnumConverter<RunStage>))]
public enum RunStage
{
    /// <summary>Noted; nothing was started.</summary>
    Accepted,

    /// <summary>A keeper is started, or about to be.</summary>
    Starting,

    /// <summary>Its keeper was seen, or its program executed.</summary>
    Running,

    /// <summary>It has ended, or will never begin.</summary>
    Ended,
}
