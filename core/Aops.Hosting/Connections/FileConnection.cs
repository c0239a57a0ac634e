namespace Aops.Hosting.Connections;

/// <summary>What conf.yml and ca.pem said when they were last looked at: an edit is told from it.</summary>
/// <param name="Server">The setting <c>heartbeatSrv</c>; null where none is set.</param>
/// <param name="Proxy">The setting <c>proxy</c>.</param>
/// <param name="Authority">ca.pem; null where there is none.</param>
public sealed record FileConnection(Uri? Server, string Proxy, string? Authority)
{
    /// <summary>What the files alone ask for; null without a server.</summary>
    public ServerConnection? ToConnection() => Server is null ? null : new(Server, Proxy, Authority);

    /// <summary>
    /// Lays what an edit has changed over a connection. A server or an authority that was taken away is no change: a
    /// host that had one is not left without.
    /// </summary>
    /// <param name="before">What the files said before the edit.</param>
    /// <param name="connection">The connection.</param>
    public ServerConnection LayOver(FileConnection before, ServerConnection connection) => new(
        Server is not null && Server != before.Server ? Server : connection.Server,
        Proxy != before.Proxy ? Proxy : connection.Proxy,
        Authority is not null && Authority != before.Authority ? Authority : connection.Authority);
}
