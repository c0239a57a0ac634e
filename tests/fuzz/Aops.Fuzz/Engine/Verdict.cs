namespace Aops.Fuzz.Engine;

/// <summary>What came of one input.</summary>
/// <param name="Outcome">Text that tells outcomes apart.</param>
/// <param name="Fault">What the reader must not do, in full; null if it did nothing of that kind.</param>
internal sealed record Verdict(string Outcome, string? Fault = null);
