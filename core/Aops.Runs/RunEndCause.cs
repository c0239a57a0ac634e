using System.Text.Json.Serialization;
using Aops.Contracts;

namespace Aops.Runs;

/// <summary>Why a run ended.</summary>
[JsonConverter(typeof(KebabEnumConverter<RunEndCause>))]
public enum RunEndCause
{
    /// <summary>Its program exited, or a signal of another process ended it.</summary>
    Exited,

    /// <summary>It was ended after its longest time.</summary>
    TimedOut,

    /// <summary>It was ended after its longest time without output.</summary>
    Idle,

    /// <summary>It was ended, or not begun, by order.</summary>
    Cancelled,

    /// <summary>The kernel ended it, or a process of it, for want of memory.</summary>
    OutOfMemory,

    /// <summary>Its program could not be executed.</summary>
    NotExecuted,
}
