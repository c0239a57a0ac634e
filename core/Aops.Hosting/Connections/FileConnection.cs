namespace Aops.Hosting.Connections;

/// <summary>What conf.yml and ca.pem specified when they were last read; a difference from it is an edit.</summary>
/// <param name="Server">The setting <c>heartbeatSrv</c>; null if it is not set.</param>
/// <param name="Proxy">The setting <c>proxy</c>.</param>
/// <param name="Authority">Content of ca.pem; null if there is none.</param>
public sealed record FileConnection(Uri? Server, string Proxy, string? Authority)
{
    /// <summary>The connection that the files alone specify; null without a server.</summary>
    public ServerConnection? ToConnection() => Server is null ? null : new(Server, Proxy, Authority);

    /// <summary>
    /// Overlays a connection with the values that an edit has changed. A server or an authority that was removed
    /// does not count as a change: a host that had one keeps it.
    /// </summary>
    /// <param name="before">What the files specified before the edit.</param>
    public ServerConnection LayOver(FileConnection before, ServerConnection connection) => new(
        Server is not null && Server != before.Server ? Server : connection.Server,
        Proxy != before.Proxy ? Proxy : connection.Proxy,
        Authority is not null && Authority != before.Authority ? Authority : connection.Authority);
}
