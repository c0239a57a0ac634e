namespace Aops.Systemd.Client;

/// <summary>A job that systemd has taken on.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Verb">What was asked: <c>start</c>, <c>stop</c> or <c>restart</c>.</param>
/// <param name="Path">Path of the job's object on the bus.</param>
public sealed record UnitJob(string Unit, string Verb, string Path);
