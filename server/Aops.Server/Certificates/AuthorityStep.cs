namespace Aops.Server.Certificates;

/// <summary>A step of the rotation of an authority.</summary>
internal enum AuthorityStep
{
    /// <summary>No step; only show the state.</summary>
    Look,

    /// <summary>Create the second authority.</summary>
    Add,

    /// <summary>Sign with the second authority.</summary>
    Activate,

    /// <summary>Sign with the first authority again.</summary>
    Deactivate,

    /// <summary>Replace the first authority by the second.</summary>
    Retire,
}
