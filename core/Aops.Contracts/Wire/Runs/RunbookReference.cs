namespace Aops.Contracts.Wire.Runs;

/// <summary>Names a signed runbook.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
public sealed record RunbookReference(string Name, string Version);
