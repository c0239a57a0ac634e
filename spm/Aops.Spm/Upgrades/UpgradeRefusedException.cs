namespace Aops.Spm.Upgrades;

/// <summary>
/// A version must not be tried for its generation; the message says why, and what continues to run.
/// </summary>
internal sealed class UpgradeRefusedException(string sentence) : Exception(sentence)
{
    /// <summary>Whether a permission to downgrade is missing, which may be signed at any time.</summary>
    public bool IsBelowFloor { get; init; }
}
