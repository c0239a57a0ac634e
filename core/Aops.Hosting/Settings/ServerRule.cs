namespace Aops.Hosting.Settings;

/// <summary>
/// What a server may set a key to. Narrower than what a person may write on the host: within it a host stays one that
/// answers, upgrades and can be led back.
/// </summary>
/// <param name="Allowed">What may be set, in words.</param>
/// <param name="Holds">Whether a value is within it.</param>
public sealed record ServerRule(string Allowed, Func<string, bool> Holds);
