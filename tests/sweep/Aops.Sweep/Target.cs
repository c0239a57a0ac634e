namespace Aops.Sweep;

/// <summary>Whom a crash point kills.</summary>
public enum Target
{
    /// <summary>The process that makes the call: spm, spa, or the launcher on its way to be one of them.</summary>
    Caller,

    /// <summary>The half that does not make it.</summary>
    Other,

    /// <summary>Both halves, at once.</summary>
    Both,
}
