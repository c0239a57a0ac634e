namespace Aops.Server.Storage;

/// <summary>What a fault of the database means.</summary>
internal enum StoreFaultKind
{
    /// <summary>It refuses this work: a constraint, a damaged file.</summary>
    Refused,

    /// <summary>It has no room.</summary>
    Full,

    /// <summary>Another process holds a lock for too long.</summary>
    Busy,

    /// <summary>Two transactions conflicted; the same work succeeds when repeated.</summary>
    Conflict,

    /// <summary>
    /// It does not answer, or has closed the connection. Another connection is tried automatically.
    /// </summary>
    Unreachable,

    /// <summary>It lacks commits that it had acknowledged: it was put back to an earlier point.</summary>
    PutBack,

    /// <summary>Another server uses it.</summary>
    InUse,
}
