using Aops.Contracts;
using Aops.Hosting.Settings;

namespace Aops.Hosting.Connections;

/// <summary>Reads what the files of this host say of its server: the settings in force, and ca.pem.</summary>
public static class ConnectionFiles
{
    /// <summary>Reads them.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="settings">The settings in force.</param>
    /// <exception cref="InvalidDataException">ca.pem holds no certificate, or is missing where one was pinned.</exception>
    /// <exception cref="IOException">ca.pem cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static FileConnection Read(AopsLayout layout, AgentSettings settings) =>
        new(settings.HeartbeatServer, settings.Proxy, AuthorityPin.Read(layout));
}
