namespace Aops.Releases.Keys;

/// <summary>Why a file of a key is of no use.</summary>
public enum KeyFault
{
    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is no key, or one of a kind that does not sign here.</summary>
    NoKey,

    /// <summary>Its passphrase is wrong, or there is none to try.</summary>
    Locked,

    /// <summary>It is there already, and is not overwritten.</summary>
    Exists,
}
