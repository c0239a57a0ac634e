namespace Aops.Spm.Upgrades;

/// <summary>A version is not to be tried (again) under its order; the message says why and what runs on.</summary>
internal sealed class UpgradeRefusedException(string sentence) : Exception(sentence)
{
    /// <summary>Whether a permission to go back is missing, which may be signed at any time.</summary>
    public bool IsBelowFloor { get; init; }
}
