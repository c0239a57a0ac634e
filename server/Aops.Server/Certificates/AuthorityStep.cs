namespace Aops.Server.Certificates;

/// <summary>A step of the replacement of an authority.</summary>
internal enum AuthorityStep
{
    /// <summary>None; only look.</summary>
    Look,

    /// <summary>Make the second.</summary>
    Add,

    /// <summary>The second signs.</summary>
    Activate,

    /// <summary>The first signs again.</summary>
    Deactivate,

    /// <summary>The second takes the first one's place.</summary>
    Retire,
}
