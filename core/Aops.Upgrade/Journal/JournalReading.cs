namespace Aops.Upgrade.Journal;

/// <summary>A journal as it was read, or as it was derived from what else is there.</summary>
/// <param name="Journal">The journal.</param>
/// <param name="Faults">What was wrong and what was done, a sentence each; empty when the file was whole or never there.</param>
public readonly record struct JournalReading(UpgradeJournal Journal, IReadOnlyList<string> Faults);
