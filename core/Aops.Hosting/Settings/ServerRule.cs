namespace Aops.Hosting.Settings;

/// <summary>
/// The values to which a server may set a key. Narrower than the range for an operator on the host: no value in it
/// can make the host stop sending heartbeats, upgrading or being recoverable by the server.
/// </summary>
/// <param name="Allowed">The values in words.</param>
/// <param name="Holds">Whether a value is allowed.</param>
public sealed record ServerRule(string Allowed, Func<string, bool> Holds);
