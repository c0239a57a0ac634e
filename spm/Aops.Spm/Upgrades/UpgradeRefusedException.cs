namespace Aops.Spm.Upgrades;

/// <summary>A version is not to be tried (again) under its order; the message says why and what runs on.</summary>
internal sealed class UpgradeRefusedException(string sentence) : Exception(sentence);
