namespace Aops.Contracts.Local;

/// <summary>How one version of the suite reads conf.yml.</summary>
/// <param name="IsParsed">Whether the file was read and parsed as a whole; also true if there is no file.</param>
/// <param name="RefusedLines">Lines that are refused, from 1; 0 for a fault without a line.</param>
public sealed record ConfReading(bool IsParsed, IReadOnlyList<long> RefusedLines);
