namespace Aops.Contracts.Local;

/// <summary>How one version reads conf.yml.</summary>
/// <param name="IsParsed">Whether the file was read and parsed as a whole; true, too, where there is none.</param>
/// <param name="RefusedLines">Lines that are refused, from 1; 0 for a fault of no line.</param>
public sealed record ConfReading(bool IsParsed, IReadOnlyList<long> RefusedLines);
