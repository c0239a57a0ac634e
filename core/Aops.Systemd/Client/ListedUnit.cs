namespace Aops.Systemd.Client;

/// <summary>A unit in the list of all units that systemd has loaded.</summary>
/// <param name="Name">Its name, with the suffix of its kind.</param>
/// <param name="Status">How it is; without a main process.</param>
public sealed record ListedUnit(string Name, UnitStatus Status);
