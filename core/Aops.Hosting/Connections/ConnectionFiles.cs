using Aops.Hosting.Settings;
using Aops.Layout;

namespace Aops.Hosting.Connections;

/// <summary>Reads the connection that this host's own files specify: the settings in force, and ca.pem.</summary>
public static class ConnectionFiles
{
    /// <summary>Reads it.</summary>
    /// <param name="settings">The settings in force.</param>
    /// <exception cref="InvalidDataException">
    /// ca.pem contains no certificate, or is missing although an authority was pinned.
    /// </exception>
    /// <exception cref="IOException">ca.pem cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Permission to read ca.pem is denied.</exception>
    public static FileConnection Read(AopsLayout layout, AgentSettings settings) =>
        new(settings.HeartbeatServer, settings.Proxy, AuthorityPin.Read(layout));
}
